#pragma once
// A new name for each try of a message.

#include <string>

#include "crypto/random.h"
#include "domain/reference.h"

namespace portillon {

inline constexpr std::string_view kWidestReference = "WWW-WWW";

std::string draw_reference(Random& random);

}  // namespace portillon
