#pragma once
// A change to bytes that were sealed, as the input says it.

#include <string>
#include <string_view>

#include "fuzz.h"

namespace portillon::fuzz {

// Takes three bytes of `input`: where, how, and by what. May change nothing.
inline std::string altered(std::string sealed, std::string_view& input) {
  const std::size_t at = take_byte(input) * sealed.size() / 256;
  const unsigned char how = take_byte(input);
  const auto by = static_cast<char>(take_byte(input));
  switch (how % 4) {
    case 0:
      sealed[at] = static_cast<char>(sealed[at] ^ by);
      break;
    case 1:
      sealed.erase(at, 1);
      break;
    case 2:
      sealed.insert(at, 1, by);
      break;
    case 3:
      sealed.resize(at);
      break;
  }
  return sealed;
}

}  // namespace portillon::fuzz
