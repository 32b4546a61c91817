// Bytes that claim to be UTF-8.
#include <algorithm>

#include "domain/text.h"
#include "domain/typeset.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

std::ptrdiff_t digits_in(std::string_view bytes) {
  return std::count_if(bytes.begin(), bytes.end(), text::is_digit);
}

void what_takes_all_bytes(std::string_view input) {
  const std::string_view trimmed = text::trim(input);
  must(text::trim(trimmed) == trimmed, "what is trimmed has nothing to trim");
  const std::string squeezed = text::squeeze(input);
  must(text::squeeze(squeezed) == squeezed, "what is squeezed has nothing to squeeze");
  must(squeezed.size() <= input.size(), "squeezing adds nothing");
  for (const auto& bare : {text::without_separators(input), text::without_spaces(input)}) {
    must(digits_in(bare) == digits_in(input), "no digit is lost with what separates them");
    must(text::is_utf8(bare) == text::is_utf8(input), "and what is no text stays none");
  }
}

void what_takes_text(std::string_view input) {
  const auto composed = text::nfc(input);
  must(composed.has_value() && text::is_utf8(*composed), "every text has a composed form");
  must(text::nfc(*composed) == *composed, "which is its own");
  must(text::is_utf8(text::fold(input)), "what is folded is a text");
  const std::string large = text::capitals(*composed);
  must(text::count_code_points(large) == text::count_code_points(*composed),
       "one capital for one letter");
  must(text::capitals(large) == large, "capitals have no capitals");
  must(text::nfc(large) == large, "capitals of a composed text are composed");
  const std::string plain = with_plain_spaces(with_french_spaces(input));
  must(plain == with_plain_spaces(input), "unbreakable spaces are taken back");
  std::string copied;
  text::each_code_point(input, [&](char32_t point) { text::append(copied, point); });
  must(copied == input, "sign by sign it is the same");
}

}  // namespace

void text(std::string_view input) {
  what_takes_all_bytes(input);
  if (text::is_utf8(input)) {
    what_takes_text(input);
  } else {
    must(!text::nfc(input) && text::fold(input).empty() && text::capitals(input).empty(),
         "what is no text has no form");
  }
}

}  // namespace portillon::fuzz
