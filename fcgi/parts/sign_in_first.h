#pragma once
// Where a page of the full session sends somebody who has none: to sign_in, and from there back.

#include <string_view>

#include "page/settings.h"
#include "page/step.h"

namespace portillon {

// `stem`: the page that was wanted; it becomes sign_in's `suite`.
Step sign_in_first(std::string_view stem, const Site&);

}  // namespace portillon
