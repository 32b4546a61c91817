// What French typography keeps on one line.
#pragma once

#include <string>

namespace portillon {

// « 8 h 30 », « 19 h 52 »: U+00A0 on both sides of an h that stands between two digits. For paper
// and screens, not for SMS: the sign is not in their alphabet.
std::string times_together(std::string utf8);

}  // namespace portillon
