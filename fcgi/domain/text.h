// Unicode as forms send it. All input is bytes that claim to be UTF-8 (RFC 3629).
// Source: Unicode Standard Annex #15 (normal forms), through utf8proc.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace portillon::text {

bool is_utf8(std::string_view bytes);

// Calls `visit` for each code point in order; false, after the good beginning, if not UTF-8.
bool each_code_point(std::string_view utf8, const std::function<void(char32_t)>& visit);

// Number of code points; what is not UTF-8 counts up to its first bad byte.
std::size_t count_code_points(std::string_view utf8);

// The canonical composed form: what "é" is, typed on a keyboard or pasted from a Mac. nullopt when
// not UTF-8. Working copies are wiped, so a password may pass here.
std::optional<std::string> nfc(std::string_view utf8);

// For comparing only, never for showing: lower case, no accents, ligatures undone ("Œuvre Été"
// gives "oeuvre ete"). Empty when not UTF-8. Working copies are wiped.
std::string fold(std::string_view utf8);

// Capitals with their accents ("Sèvres" gives "SÈVRES"), one sign for one sign; NFC stays NFC.
// Empty when not UTF-8.
std::string capitals(std::string_view utf8);

// Tabs, line ends, and every Unicode space, U+00A0 and U+202F among them, and the invisible marks
// (U+200B to U+200F, U+2060, U+FEFF) that come along with pasted text.
bool is_space(char32_t point);
// U+0000 to U+001F, U+007F to U+009F: never wanted in a line of text.
bool is_control(char32_t point);

std::string_view trim(std::string_view utf8);
// Trimmed, and every run of spaces made one U+0020.
std::string squeeze(std::string_view utf8);
// What people put between the digits of a number is taken out: spaces, dots, hyphens and dashes.
std::string without_separators(std::string_view utf8);
std::string without_spaces(std::string_view utf8);

// ASCII only: independent of locale, and safe for any char.
bool is_digit(char byte);
bool all_digits(std::string_view bytes);

void append(std::string& utf8, char32_t point);

}  // namespace portillon::text
