#pragma once
// `portillon sizing`: what the configured limits are worth, as a table in French or as JSON.

#include <string>

#include "page/sizing.h"

namespace portillon {

std::string sizing_text(const Sizing&, const Limits&);
std::string sizing_json(const Sizing&);  // one object; names as in Sizing

}  // namespace portillon
