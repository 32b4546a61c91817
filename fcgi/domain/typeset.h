#pragma once
// French typography. It sets a space before the marks : ; ? ! » and % and after « and n°, and in 19
// h 52. Texts are written with a plain one, which an editor and a translator can see; readers get
// one at which no line breaks.

#include <string>
#include <string_view>

namespace portillon {

// The text with these spaces unbreakable (U+00A0). Markup, variables and all other spaces stay.
std::string with_french_spaces(std::string_view text);
// And back: for a window's title, which breaks no line and is compared by programs.
std::string with_plain_spaces(std::string_view text);

}  // namespace portillon
