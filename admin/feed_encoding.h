#pragma once
// How the caisse's files are written: UTF-8, or Latin-9 (ISO 8859-15) as older systems write it. A
// file is all of one; a line that is of the other, or of neither, is told.

#include <optional>
#include <string>
#include <string_view>

namespace portillon {

enum class Encoding { utf8, latin9 };
std::string_view name_of(Encoding encoding);  // "utf-8", "latin-9"
std::optional<Encoding> encoding_from(std::string_view name);

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_ascii(std::string_view bytes);

// By the lines that are not ASCII alone: UTF-8 if at least as many of them are valid as are not.
// nullopt: there are none, so that it does not matter yet.
std::optional<Encoding> guess_encoding(std::string_view lines);

// In UTF-8. 80 to 9F, where Windows has signs of its own, are control characters.
std::string from_latin9(std::string_view line);

}  // namespace portillon
