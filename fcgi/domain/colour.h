// A colour as style sheets write it, and how far two of them stand apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portillon {

class Colour {
 public:
  constexpr Colour() = default;  // black
  constexpr Colour(std::uint8_t red, std::uint8_t green, std::uint8_t blue)
      : red_(red), green_(green), blue_(blue) {}

  // "#rgb" or "#rrggbb", in either case.
  static std::optional<Colour> parse(std::string_view text);

  // "#rrggbb"
  std::string text() const;
  // Each from 0 to 1.
  double red() const { return red_ / 255.0; }
  double green() const { return green_ / 255.0; }
  double blue() const { return blue_ / 255.0; }

  // A quarter of the way to black, or to white.
  Colour darker() const;
  Colour lighter() const;

  friend bool operator==(const Colour&, const Colour&) = default;

 private:
  std::uint8_t red_ = 0, green_ = 0, blue_ = 0;
};

// From 1 (the same) to 21 (black and white). WCAG 2.2, "contrast ratio" and "relative luminance".
double contrast(Colour, Colour);

}  // namespace portillon
