// What breaks a request when the cryptographic library or the machine fails under it. Expected
// answers (wrong tag, wrong password, unknown key) are values and never come as this exception.
#pragma once

#include <stdexcept>

namespace portillon {

class CryptoError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace portillon
