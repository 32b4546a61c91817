#include "shell/marked_text.h"

#include <stdexcept>

namespace portillon {
namespace {

constexpr std::string_view kOpen = "[[";
constexpr std::string_view kClose = "]]";
constexpr std::string_view kWhite = " \t\n";

std::string in_one_line(std::string_view text) {
  std::string line;
  for (;;) {
    const std::size_t from = text.find_first_not_of(kWhite);
    if (from == text.npos) return line;
    text.remove_prefix(from);
    const std::size_t end = std::min(text.find_first_of(kWhite), text.size());
    if (!line.empty()) line += ' ';
    line += text.substr(0, end);
    text.remove_prefix(end);
  }
}

}  // namespace

std::string with_texts(std::string_view marked,
                       const std::function<std::string(std::string_view)>& translated) {
  std::string out;
  for (;;) {
    const std::size_t open = marked.find(kOpen);
    const std::string_view before = marked.substr(0, open);
    if (before.find(kClose) != before.npos) throw std::invalid_argument("]] without [[");
    out += before;
    if (open == marked.npos) return out;
    marked.remove_prefix(open + kOpen.size());
    const std::size_t close = marked.find(kClose);
    const std::string_view text = marked.substr(0, close);
    if (close == marked.npos || text.find(kOpen) != text.npos) {
      throw std::invalid_argument("[[ without ]]: " + std::string(text.substr(0, 60)));
    }
    out += translated(in_one_line(text));
    marked.remove_prefix(close + kClose.size());
  }
}

std::string key_of_text(std::string_view french) {
  std::string key(french);
  for (const std::string_view space : {"&nbsp;", "\u00a0", "\u202f"}) {
    for (std::size_t at = key.find(space); at != key.npos; at = key.find(space, at + 1)) {
      key.replace(at, space.size(), " ");
    }
  }
  return key;
}

}  // namespace portillon
