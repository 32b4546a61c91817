#pragma once
// Which of its forms a counted text takes (Unicode CLDR, plural rules of cardinals). Of whole
// numbers only: nothing else is counted here.

#include <cstdint>
#include <span>
#include <string_view>

#include "page/language.h"

namespace portillon {

// "one", "two", "few", "many" or "other". A language that is not known here has "one" for 1 alone.
std::string_view plural_form(Language language, std::uint64_t count);

// All that plural_form() may say for this language; what its counted texts must have.
std::span<const std::string_view> plural_forms(Language language);

}  // namespace portillon
