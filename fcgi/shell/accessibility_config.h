#pragma once
// [accessibility]: what the caisse's own audit found, in place of the software's own evaluation.

#include <toml++/toml.h>

#include <string_view>

#include "page/settings.h"

namespace portillon {

// Without that table: the defaults. Throws StartError for what the law's words do not allow: a
// state without its rate, date and auditor, or one that the rate contradicts.
Accessibility read_accessibility(const toml::table& root, std::string_view file);

}  // namespace portillon
