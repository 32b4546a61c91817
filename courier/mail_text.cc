#include "courier/mail_text.h"

#include <algorithm>

#include "courier/letter_text.h"
#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::string_view kBeforeSecret = ": " /* French has a space before it too */;
constexpr std::size_t kLongestSecret = 32;

// French signs that take a space do not begin a line, nor does the rest of a number.
bool keeps_together(std::string_view before, std::string_view after) {
  if (before.empty() || after.empty()) return false;
  return std::string_view(":;?!").find(after.front()) != std::string_view::npos ||
         after.starts_with("»") || before.ends_with("«") ||
         (text::is_digit(before.back()) && text::is_digit(after.front()));
}

}  // namespace

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::vector<std::string_view> paragraphs_of(std::string_view words) {
  std::vector<std::string_view> all;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find("\n\n"), words.size());
    if (end > 0) all.push_back(words.substr(0, end));
    words.remove_prefix(std::min(end + 2, words.size()));
  }
  return all;
}

bool is_step(std::string_view line) {
  return line.size() > 3 && text::is_digit(line[0]) && line.substr(1, 2) == ". ";
}

bool is_point(std::string_view line) { return line.starts_with("- "); }

std::optional<std::size_t> secret_at(std::string_view paragraph) {
  const std::size_t colon = paragraph.rfind(kBeforeSecret);
  if (colon == paragraph.npos || colon == 0) return std::nullopt;
  const std::size_t at = colon + kBeforeSecret.size();
  const std::string_view rest = paragraph.substr(at);
  const bool alone = rest.size() >= 4 && rest.size() <= kLongestSecret &&
                     rest.find_first_of(" .,:") == rest.npos &&
                     paragraph.find('\n') == paragraph.npos;
  return alone ? std::optional(at) : std::nullopt;
}

void put_escaped(std::string& out, std::string_view words) {
  const std::string clean = printable(words);
  const std::string_view view = clean;
  for (std::size_t at = 0; at < view.size(); ++at) {
    switch (const char c = view[at]) {
      case ' ':
        out += keeps_together(view.substr(0, at), view.substr(at + 1)) ? "&nbsp;" : " ";
        break;
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

void put_lines(std::string& out, std::string_view words) {
  while (!words.empty()) {
    put_escaped(out, next_line(words));
    if (!words.empty()) out += "<br>\n";
  }
}

}  // namespace portillon
