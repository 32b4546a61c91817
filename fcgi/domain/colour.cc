#include "domain/colour.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace portillon {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::uint8_t quarter(std::uint8_t from, int to) {
  return static_cast<std::uint8_t>(from + (to - from) / 4);
}

// IEC 61966-2-1, from the signal to light.
double linear(double signal) {
  return signal <= 0.04045 ? signal / 12.92 : std::pow((signal + 0.055) / 1.055, 2.4);
}

double luminance(Colour colour) {
  return 0.2126 * linear(colour.red()) + 0.7152 * linear(colour.green()) +
         0.0722 * linear(colour.blue());
}

}  // namespace

std::optional<Colour> Colour::parse(std::string_view text) {
  if (!text.starts_with('#') || (text.size() != 4 && text.size() != 7)) return std::nullopt;
  text.remove_prefix(1);
  const std::size_t each = text.size() / 3;
  std::uint8_t values[3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto high = hex_digit(text[i * each]);
    const auto low = hex_digit(text[i * each + each - 1]);
    if (!high || !low) return std::nullopt;
    values[i] = static_cast<std::uint8_t>(*high * 16 + *low);
  }
  return Colour(values[0], values[1], values[2]);
}

std::string Colour::text() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "#";
  for (const std::uint8_t value : {red_, green_, blue_}) {
    out += kDigits[value >> 4U];
    out += kDigits[value & 15U];
  }
  return out;
}

Colour Colour::darker() const { return {quarter(red_, 0), quarter(green_, 0), quarter(blue_, 0)}; }

Colour Colour::lighter() const {
  return {quarter(red_, 255), quarter(green_, 255), quarter(blue_, 255)};
}

double contrast(Colour one, Colour other) {
  const auto [low, high] = std::minmax({luminance(one), luminance(other)});
  return (high + 0.05) / (low + 0.05);
}

}  // namespace portillon
