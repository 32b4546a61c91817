// The numéro de sécurité sociale (NIR): 13 characters, S AA MM DD CCC OOO, and a 2-digit key.
// Source: décret n° 82-103 of 22 January 1982 (structure, key 97 − N mod 97); INSEE and the DSS for
// provisional numbers. Checked: shape and key only. Communes are not, nor today's départements:
// people were born in places that no longer exist, and a real member must not be locked out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace portillon {

enum class NirError {
  empty,
  too_short,      // count digits are missing; of 14 characters: one digit of the key
  too_long,       // count digits are too many
  bad_character,  // a letter other than A or B of 2A and 2B, or those in the wrong place
  bad_sex,        // the first digit is none of 1 2 3 4 7 8
  bad_month,      // digits 4 and 5 are none of 01–12, 20–42, 50–99
  bad_order,      // the last three digits are 000
  key_mismatch,
};

struct NirProblem {
  NirError error;
  int count = 0;
};

class Nir {
 public:
  // 13 characters, or 15 with the key. Spaces of any kind, dots and dashes may stand anywhere;
  // 2a and 2b may be lower case.
  static Outcome<Nir, NirProblem> parse(std::string_view typed);

  // The 13 characters, upper case, no separators: one spelling for one person.
  const std::string& digits13() const { return digits_; }
  // "01" to "97".
  std::string key() const;
  // As printed on the carte Vitale: "1 85 07 60 057 018 18".
  std::string grouped() const;

  friend bool operator==(const Nir&, const Nir&) = default;

 private:
  explicit Nir(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

}  // namespace portillon
