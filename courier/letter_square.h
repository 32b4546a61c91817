// The square that a machine reads: a QR code (ISO/IEC 18004) of a letter's reference.
#pragma once

#include <string_view>
#include <vector>

#include "courier/letter_geometry.h"

namespace portillon {

// Dark modules that follow each other in one row; rows and columns from 0.
struct ModuleRun {
  int row, column, length;
};

// Version 1, error correction level H (30 %: a fold or a smear may take that much). `text`: 1 to 10
// capitals, digits, spaces, hyphens. Throws LetterError for what does not fit.
std::vector<ModuleRun> square_of(std::string_view text);

}  // namespace portillon
