#pragma once
// Which events a page counts, and with which details: the whole list of values that the label
// `detail` can have. Names as in docs/security.md, Events.

#include <algorithm>
#include <span>
#include <string_view>

namespace portillon {

struct CountedEvent {
  std::string_view event;
  std::string_view pages;    // stems, separated by a space; empty: any page may
  std::string_view details;  // separated by a space; "-" stands for an empty one
};

std::span<const CountedEvent> counted_events();

// The words of a list, in order.
template <typename Use>
void each_word(std::string_view list, Use use) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    use(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

// Whether `word` is one of the words of `list`.
bool is_among(std::string_view word, std::string_view list);

// What an event is counted under that its row does not name: nothing of it becomes a label.
inline constexpr std::string_view kOtherDetail = "other";

}  // namespace portillon
