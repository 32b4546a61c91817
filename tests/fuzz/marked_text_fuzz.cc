// A template with texts in marks.
#include <stdexcept>
#include <vector>

#include "fuzz.h"
#include "shell/marked_text.h"

namespace portillon::fuzz {

void marked_text(std::string_view input) {
  std::vector<std::string> texts;
  try {
    const std::string cut = with_texts(input, [&](std::string_view text) {
      texts.emplace_back(text);
      return std::string();
    });
    for (const std::string& text : texts) {
      must(text.find("[[") == text.npos && text.find("]]") == text.npos, "no mark inside a mark");
      must(
          text.find_first_of("\t\n") == text.npos && !text.starts_with(' ') && !text.ends_with(' '),
          "a text is one line");
    }
    must(cut.size() + 4 * texts.size() <= input.size(), "marks are taken off");
    std::size_t next = 0;
    const std::string same = with_texts(input, [&](std::string_view text) {
      must(texts.at(next++) == text, "the texts come in their order");
      return "[[" + std::string(text) + "]]";
    });
    // A bracket beside a mark would belong to it.
    for (const std::string& text : texts) {
      if (text.starts_with('[') || text.ends_with(']')) return;
    }
    const std::string again =
        with_texts(same, [](std::string_view text) { return "[[" + std::string(text) + "]]"; });
    must(again == same, "what was put back is found again");
  } catch (const std::invalid_argument&) {
    must(input.find("[[") != input.npos || input.find("]]") != input.npos, "only a mark is wrong");
  }
}

}  // namespace portillon::fuzz
