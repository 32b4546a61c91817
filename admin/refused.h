#pragma once
// Something stands against what was asked, and nothing was changed: one line for people, and exit
// status 3.

#include <stdexcept>

namespace portillon {

struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace portillon
