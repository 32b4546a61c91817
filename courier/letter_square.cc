#include "courier/letter_square.h"

#include <qrencode.h>

#include <memory>
#include <string>

#include "courier/letter_text.h"

namespace portillon {
namespace {

struct Free {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

constexpr int kVersion = 1;
constexpr unsigned char kDark = 1;  // the lowest bit of a module

}  // namespace

std::vector<ModuleRun> square_of(std::string_view text) {
  std::vector<ModuleRun> runs;
  const std::string reference(text);
  const std::unique_ptr<QRcode, Free> code(
      QRcode_encodeString(reference.c_str(), kVersion, QR_ECLEVEL_H, QR_MODE_8, 1));
  // A text that is too long comes back in a larger version.
  if (!code || code->width != letter_geometry::kModules) {
    throw LetterError("letter: the reference does not fit in the square");
  }
  for (int row = 0; row < code->width; ++row) {
    for (int column = 0; column < code->width; ++column) {
      if ((code->data[row * code->width + column] & kDark) == 0) continue;
      const bool follows = !runs.empty() && runs.back().row == row &&
                           runs.back().column + runs.back().length == column;
      if (follows) {
        ++runs.back().length;
      } else {
        runs.push_back({row, column, 1});
      }
    }
  }
  return runs;
}

}  // namespace portillon
