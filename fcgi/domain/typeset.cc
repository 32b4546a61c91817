#include "domain/typeset.h"

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::string_view kUnbreakable = "\u00a0";
constexpr std::string_view kOpening = "«";
constexpr std::string_view kClosing = "»";

bool wants_one_before(std::string_view rest) {
  return !rest.empty() && (std::string_view(":;?!%").find(rest.front()) != std::string_view::npos ||
                           rest.starts_with(kClosing));
}

// The spaces of « 8 h 30 » and « 9 h ».
bool is_in_a_clock_time(std::string_view text, std::size_t at) {
  const auto is_hour = [&](std::size_t h) {  // an h of one letter, after a digit and a space
    return h >= 2 && h < text.size() && text[h] == 'h' && text[h - 1] == ' ' &&
           text::is_digit(text[h - 2]) &&
           (h + 1 == text.size() || text[h + 1] == ' ' || text[h + 1] == ',' || text[h + 1] == '.');
  };
  if (is_hour(at + 1)) return true;
  return at > 0 && is_hour(at - 1) && at + 1 < text.size() && text::is_digit(text[at + 1]);
}

}  // namespace

std::string with_french_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool between =
        text[at] == ' ' && (out.ends_with(kOpening) || out.ends_with("n°") ||
                            wants_one_before(text.substr(at + 1)) || is_in_a_clock_time(text, at));
    if (between) {
      out += kUnbreakable;
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string with_plain_spaces(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t at = text.find(kUnbreakable);
    out += text.substr(0, at);
    if (at == text.npos) return out;
    out += ' ';
    text.remove_prefix(at + kUnbreakable.size());
  }
}

}  // namespace portillon
