#pragma once
// `portillon outbox list|show|retry|drop|test`. As in commands.h.

#include <chrono>
#include <string>
#include <vector>

namespace portillon {

struct OutboxListOrder {
  bool json = false;
};

struct OutboxNamesOrder {
  std::vector<std::string> names;  // references, or numbers as `list` prints them
  bool failed = false;             // retry: all that failed in the last day
  bool json = false;
};

struct OutboxTestOrder {
  std::vector<std::string> channels;  // empty: all that [canary] names
  unsigned wait = 0;                  // seconds; 0: do not wait
};

int run_outbox_list(const OutboxListOrder&);
int run_outbox_show(const OutboxNamesOrder&);
int run_outbox_retry(const OutboxNamesOrder&);
int run_outbox_drop(const OutboxNamesOrder&);
int run_outbox_test(const OutboxTestOrder&);  // kFailed: one did not leave in time

}  // namespace portillon
