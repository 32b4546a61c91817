// The hash under which lists of stolen passwords are published. That is all SHA-1 is for here: it
// says whether a password stands in such a list, and protects nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace portillon {

using BreachListHash = std::array<std::uint8_t, 20>;  // FIPS 180-4, SHA-1

// Of the bytes as they were typed where they were stolen: mostly UTF-8, in no normal form.
BreachListHash breach_list_hash(std::string_view password);

}  // namespace portillon
