#pragma once
// The colours that a caisse may change, in both themes, and what they stand on. The rest of the
// palette is in pages/assets/portillon.css, whose tokens tests/shell/palette_test.cc binds to
// these.

#include "domain/colour.h"

namespace portillon {

// Links, buttons, edges of what was chosen; `hover` under the pointer; `on` is written upon both.
struct Accent {
  Colour primary, hover, on;
  friend bool operator==(const Accent&, const Accent&) = default;
};

struct Palette {
  Accent light{{0x0f, 0x5c, 0x3f}, {0x0c, 0x45, 0x30}, {0xff, 0xff, 0xff}};
  Accent dark{{0x7f, 0xd3, 0xae}, {0x9f, 0xde, 0xc2}, {0x0c, 0x1a, 0x13}};
  friend bool operator==(const Palette&, const Palette&) = default;
};

// What stands behind text: the page and, inside fields and frames, the field.
struct Grounds {
  Colour paper, field;
};
inline constexpr Grounds kLightGrounds{{0xfb, 0xfa, 0xf7}, {0xff, 0xff, 0xff}};
inline constexpr Grounds kDarkGrounds{{0x15, 0x1a, 0x17}, {0x1c, 0x23, 0x1f}};

inline constexpr double kTextContrast = 7;  // WCAG 2.2, 1.4.6 (AAA); more than an edge needs

}  // namespace portillon
