#include "courier/machine_name.h"

#include <unistd.h>

#include <array>
#include <string_view>

namespace portillon {

std::string machine_name() {
  constexpr std::size_t kLongest = 32;
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) return {};
  std::string name;
  for (const char c : std::string_view(host.data())) {
    if (c == '.' || name.size() == kLongest) break;
    const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9')) name += small;
  }
  return name;
}

}  // namespace portillon
