// The SIRET of a company's establishment: 14 digits, SIREN (9) and NIC (5), with a Luhn check
// digit. Source: INSEE, Sirene directory; La Poste (SIREN 356000000) has more establishments than
// Luhn allows, there the sum of the 14 digits may be a multiple of 5 instead.
#pragma once

#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace portillon {

enum class SiretError {
  empty,
  too_short,  // count digits are missing
  too_long,   // count digits are too many
  bad_character,
  check_mismatch,  // some digit is mistyped
};

struct SiretProblem {
  SiretError error;
  int count = 0;
};

class Siret {
 public:
  // Spaces of any kind, dots and dashes may stand anywhere.
  static Outcome<Siret, SiretProblem> parse(std::string_view typed);

  const std::string& digits() const { return digits_; }
  // As letters print it: "732 829 320 00074".
  std::string grouped() const;

  friend bool operator==(const Siret&, const Siret&) = default;

 private:
  explicit Siret(std::string digits) : digits_(std::move(digits)) {}
  std::string digits_;
};

// Whether the digits satisfy Luhn's formula (ISO/IEC 7812-1 annex B), which SIREN and SIRET share.
bool luhn_holds(std::string_view digits);

}  // namespace portillon
