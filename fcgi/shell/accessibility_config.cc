#include "shell/accessibility_config.h"

#include <optional>
#include <string>

#include "shell/config_table.h"

namespace portillon {
namespace {

using State = Accessibility::State;

// The words that the law has for it.
std::optional<State> state_of(std::string_view words) {
  if (words == "totalement conforme") return State::full;
  if (words == "partiellement conforme") return State::partial;
  if (words == "non conforme") return State::none;
  return std::nullopt;
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  unsigned numbers[3] = {};
  for (std::size_t at = 0, which = 0; at < text.size(); ++at) {
    if (at == 4 || at == 7) {
      ++which;
    } else if (text[at] < '0' || text[at] > '9') {
      return false;
    } else {
      numbers[which] = numbers[which] * 10 + static_cast<unsigned>(text[at] - '0');
    }
  }
  return std::chrono::year_month_day(std::chrono::year(static_cast<int>(numbers[0])),
                                     std::chrono::month(numbers[1]), std::chrono::day(numbers[2]))
      .ok();
}

// More than half of the criteria for « partiellement », all of them for « totalement ».
bool agree(State state, unsigned rate) {
  switch (state) {
    case State::full:
      return rate == 100;
    case State::partial:
      return rate >= 50 && rate < 100;
    case State::none:
      return rate < 50;
  }
  return false;
}

}  // namespace

Accessibility read_accessibility(const toml::table& root, std::string_view file) {
  ConfigTable table(root, "accessibility", file);
  Accessibility own;
  Accessibility audit{State::none, 0, "", "", {}, ""};
  std::string words;
  table.text("state", words, 40);
  table.number("rate", audit.rate, 0, 100);
  table.text("date", audit.date, 10);
  table.text("auditor", audit.auditor, 120);
  table.texts("defects", audit.defects, 40);
  table.text("plan", audit.plan);
  table.finish();
  table.require("plan", audit.plan.empty() || audit.plan.starts_with("https://"),
                "is not an address that begins with https://");
  own.plan = audit.plan;
  const bool told =
      audit.rate > 0 || !audit.date.empty() || !audit.auditor.empty() || !audit.defects.empty();
  if (words.empty()) {
    table.require("state", !told, "is missing: what did the audit find?");
    return own;
  }
  const auto state = state_of(words);
  table.require(
      "state", state.has_value(),
      "is neither \"totalement conforme\", \"partiellement conforme\" nor \"non conforme\"");
  audit.state = *state;
  // Without an audit there is nothing to tell but « non conforme ».
  if (audit.state == State::none && !told) return audit;
  table.require("auditor", !audit.auditor.empty(), "is missing: who made the audit?");
  table.require("date", is_date(audit.date), "is not a date such as \"2027-03-31\"");
  table.require("rate", agree(audit.state, audit.rate), "does not go with this state");
  return audit;
}

}  // namespace portillon
