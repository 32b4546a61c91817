// The serial number printed on a carte Vitale. No public format is known, so it is opaque digits of
// a length that the caisse configures.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace portillon {

struct VitaleShape {
  std::size_t shortest = 8;
  std::size_t longest = 20;
};

enum class VitaleError { empty, too_short, too_long, bad_character };

struct VitaleProblem {
  VitaleError error;
  int count = 0;  // digits missing, or too many
};

class VitaleSerial {
 public:
  // Spaces of any kind, dots and dashes may stand anywhere.
  static Outcome<VitaleSerial, VitaleProblem> parse(std::string_view typed, VitaleShape shape = {});

  const std::string& digits() const { return digits_; }

  friend bool operator==(const VitaleSerial&, const VitaleSerial&) = default;

 private:
  explicit VitaleSerial(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

}  // namespace portillon
