#pragma once
// What keeps a program from starting: one line that names the file or the setting.

#include <stdexcept>

namespace portillon {

struct StartError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace portillon
