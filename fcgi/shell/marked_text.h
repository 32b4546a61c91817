#pragma once
// Texts for people in a template stand in marks, `<label for="code">[[Saisir le code]]</label>`,
// and are French there; variables, sections and inline tags may stand inside. What is outside of
// marks is the same in every language.

#include <functional>
#include <string>
#include <string_view>

namespace portillon {

// The template with each marked text replaced by what `translated` makes of it, marks taken off.
// `translated` gets it trimmed, every run of white space as one space. Throws
// std::invalid_argument: a mark that is not closed, not opened, or inside another.
std::string with_texts(std::string_view marked,
                       const std::function<std::string(std::string_view)>& translated);

// As its translation is looked up: a space that does not break, as a plain one. Whether it breaks
// is the typesetter's business.
std::string key_of_text(std::string_view french);

}  // namespace portillon
