// What the red, green and blue of a letter mean.
#pragma once

#include "crypto/bytes.h"

namespace portillon {

// An ICC profile (ICC.1:2004-10, version 4.2) of sRGB (IEC 61966-2-1), the same bytes each time.
// Throws LetterError when the library fails.
Bytes srgb_profile();

}  // namespace portillon
