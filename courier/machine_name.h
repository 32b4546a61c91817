#pragma once
// What this machine is called where couriers tell whose a batch or a line of theirs is.

#include <string>

namespace portillon {

// The first part of its name, and of that the a-z and 0-9, 32 at most; empty if none is left.
std::string machine_name();

}  // namespace portillon
