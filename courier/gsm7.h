#pragma once
// Text messages in one part: the alphabet and its cost. Source: 3GPP TS 23.038 section 6.2.1.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace portillon {

inline constexpr std::size_t kSmsSeptets = 160;  // of one part

// Septets of a UTF-8 text: one a character, two for ^ { } [ ] ~ | \ €. nullopt when a character is
// outside the alphabet: the whole message would go as UCS-2, 70 characters a part. c with cedilla
// counts as outside, since handsets disagree on which case it has.
std::optional<std::size_t> gsm7_septets(std::string_view utf8);

// The same text within the alphabet: typographic signs become plain ones, letters that it lacks
// lose their accents, anything else becomes '?'. Appended to `out`.
void append_gsm7(std::string& out, std::string_view utf8);

}  // namespace portillon
