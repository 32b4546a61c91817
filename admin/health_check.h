#pragma once
// `portillon check`: what has to be in order before the pages start.

#include <ostream>

namespace portillon {

// One line for each part: configuration, keys, pages, providers, letters, database, schema … False
// if one of them is not in order.
bool check_installation(std::ostream& out);

}  // namespace portillon
