#pragma once
// What a message is called on paper, on the screen and on the telephone: "K7M-4QT".

#include <optional>
#include <string>
#include <string_view>

namespace portillon {

// No 0 O, 1 I L, 2 Z, 5 S, 8 B, M N (by ear), U V (by hand); and no vowel, so that no word comes
// out. 18^6 are 34 million: a reference is looked up among the messages of a few weeks.
inline constexpr std::string_view kReferenceSymbols = "34679CDFGHJKPQRTWX";
inline constexpr std::size_t kReferenceGroup = 3;

class Reference {
 public:
  // As people copy it: spaces, hyphens, dots and small letters do not matter. nullopt: not six
  // signs that a reference can have.
  static std::optional<Reference> parse(std::string_view typed);
  // As it was printed, with its hyphen.
  const std::string& text() const { return text_; }

 private:
  explicit Reference(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace portillon
