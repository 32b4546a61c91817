#pragma once
// `portillon letters list`, `acknowledge` and `returned`.

#include <string>
#include <vector>

namespace portillon {

struct AcknowledgeOrder {
  std::string batch;
  std::string file;    // the printing house's; empty: all letters are posted
  std::string report;  // of refused lines, or empty
  bool json = false;
};

struct ReturnedOrder {
  std::vector<std::string> references;
  std::string from;    // a file with one a line, or empty
  std::string batch;   // or empty: of all
  std::string report;  // of refused lines, or empty
  bool json = false;
};

struct LettersListOrder {
  bool json = false;  // else CSV
};

int run_letters_list(const LettersListOrder& order);
int run_letters_acknowledge(const AcknowledgeOrder& order);
int run_letters_returned(const ReturnedOrder& order);

}  // namespace portillon
