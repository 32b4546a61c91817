// For estimators_agree.mjs: each line of standard input is a password in hexadecimal; answers each
// with its guesses and its verdict.
#include <iostream>
#include <string>

#include "crypto/bytes.h"
#include "domain/guesses.h"
#include "domain/strength.h"

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    const auto bytes = portillon::from_hex(line);
    if (!bytes) return 1;
    const std::string password(bytes->begin(), bytes->end());
    std::cout << portillon::guesses_of(password) << ' '
              << static_cast<int>(portillon::strength_of(password)) << '\n';
  }
}
