// What a member types to say who they are: a NIR or, for companies, a SIRET, in one field.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "domain/nir.h"
#include "domain/outcome.h"
#include "domain/siret.h"

namespace portillon {

// Which of the two numbers the person seems to have meant, so that a message can name it.
enum class IdentifierKind { nir, siret };

enum class IdentifierError {
  empty,
  too_short,  // « Il manque count chiffre(s) »
  too_long,   // « count chiffre(s) de trop »
  bad_character,
  bad_sex,  // kind is nir for this one and the two below
  bad_month,
  bad_order,
  key_mismatch,  // the NIR's key or the SIRET's check digit
};

struct IdentifierProblem {
  IdentifierError error;
  IdentifierKind meant = IdentifierKind::nir;
  int count = 0;
};

class Identifier {
 public:
  explicit Identifier(Nir nir) : held_(std::move(nir)) {}
  explicit Identifier(Siret siret) : held_(std::move(siret)) {}

  IdentifierKind kind() const;
  // The 13 characters of the NIR or the 14 digits of the SIRET.
  const std::string& digits() const;
  // What the keyed index is made of: "nir:2951099126111", "siret:73282932000074". However it was
  // typed, one member has one spelling, so that no limit is counted twice (cf. CVE-2025-24806).
  std::string canonical() const;
  // For the eyes of the person who typed it, never for a log or a message.
  std::string grouped() const;

  friend bool operator==(const Identifier&, const Identifier&) = default;

 private:
  std::variant<Nir, Siret> held_;
};

// Decided from the typed characters alone:
// - a NIR with or without key that holds is that NIR, 14 digits that satisfy Luhn are that SIRET
//   (but a NIR short of one digit that meets Luhn by chance is told apart by its SIREN);
// - otherwise the problem is the one of the number that was probably meant: a company's when there
//   are only digits and they begin as no person's number does, when a whole SIREN stands alone, or
//   when 14 digits cannot begin a NIR; else a person's.
Outcome<Identifier, IdentifierProblem> parse_identifier(std::string_view typed);

// The inverse of Identifier::canonical(); nullopt for any other text.
std::optional<Identifier> identifier_from_canonical(std::string_view canonical);

}  // namespace portillon
