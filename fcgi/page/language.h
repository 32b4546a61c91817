#pragma once
// A language that people read, as ISO 639-1 names it: "fr", "en". That it is two letters does not
// say that there are words in it; see docs/translating.md.

#include <array>
#include <compare>
#include <optional>
#include <string_view>

namespace portillon {

class Language {
 public:
  constexpr Language() = default;  // French, in which everything was written first

  // Two small letters, and nothing else.
  static constexpr std::optional<Language> parse(std::string_view tag) {
    if (tag.size() != 2 || !is_letter(tag[0]) || !is_letter(tag[1])) return std::nullopt;
    Language language;
    language.tag_ = {tag[0], tag[1]};
    return language;
  }

  // "fr"; it lives as long as this object.
  constexpr std::string_view tag() const { return {tag_.data(), tag_.size()}; }

  friend constexpr auto operator<=>(const Language&, const Language&) = default;

 private:
  static constexpr bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

  std::array<char, 2> tag_{'f', 'r'};
};

// How its script is written, as HTML's attribute `dir` says it.
constexpr std::string_view direction_of(const Language& language) {
  constexpr std::array<std::string_view, 8> kRightToLeft = {"ar", "dv", "fa", "he",
                                                            "ps", "sd", "ur", "yi"};
  for (const std::string_view tag : kRightToLeft) {
    if (language.tag() == tag) return "rtl";
  }
  return "ltr";
}

}  // namespace portillon
