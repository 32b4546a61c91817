#pragma once
// What `portillon outbox` prints. What a provider chose, its own number, is quoted as JSON: it must
// not speak to the terminal.

#include <string>
#include <vector>

#include "admin/outbox.h"

namespace portillon {

struct OutboxView {
  Time now{};
  std::vector<ShownProvider> providers;
  std::vector<OutboxCount> counts;
  std::vector<ShownMessage> waiting, failed, canaries;
};

std::string outbox_text(const OutboxView&);
std::string outbox_json(const OutboxView&);  // one object, with its line end
std::string message_text(const ShownMessage&, Time now);
std::string message_json(const ShownMessage&);  // without line end

// "12 s", "3 min", "2 h", "5 d": how long before `now`.
std::string age_text(Time at, Time now);

}  // namespace portillon
