#include "admin/operator.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace portillon {
namespace {

constexpr std::size_t kLongestName = 32;

bool may_be_in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == '_';
}

}  // namespace

std::string operator_name() {
  std::string given;
  // sudo sets it for root; anybody else could set it himself.
  const char* sudo = ::getuid() == 0 ? std::getenv("SUDO_USER") : nullptr;
  if (sudo != nullptr) given = sudo;
  if (given.empty()) {
    const passwd* user = ::getpwuid(::getuid());
    given = user != nullptr ? user->pw_name : "uid-" + std::to_string(::getuid());
  }
  std::string name;
  for (const char c : given) {
    if (may_be_in_a_name(c) && name.size() < kLongestName) name += c;
  }
  return name.empty() ? "uid-" + std::to_string(::getuid()) : name;
}

}  // namespace portillon
