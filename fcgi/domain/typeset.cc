#include "domain/typeset.h"

#include <string_view>

#include "domain/text.h"

namespace portillon {

std::string times_together(std::string utf8) {
  constexpr std::string_view kHour = " h ";
  constexpr std::string_view kTogether = "\u00a0h\u00a0";
  for (std::size_t at = 1; (at = utf8.find(kHour, at)) != std::string::npos; at += kHour.size()) {
    const std::size_t after = at + kHour.size();
    if (after >= utf8.size()) break;
    if (!text::is_digit(utf8[at - 1]) || !text::is_digit(utf8[after])) continue;
    utf8.replace(at, kHour.size(), kTogether);
  }
  return utf8;
}

}  // namespace portillon
