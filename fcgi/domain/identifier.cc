#include "domain/identifier.h"

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::string_view kNirPrefix = "nir:";
constexpr std::string_view kSiretPrefix = "siret:";
constexpr std::size_t kSirenDigits = 9;
constexpr std::size_t kNirDigits = 13;
constexpr std::size_t kSiretDigits = 14;

IdentifierError error_of(NirError error) {
  switch (error) {
    case NirError::empty:
      return IdentifierError::empty;
    case NirError::too_short:
      return IdentifierError::too_short;
    case NirError::too_long:
      return IdentifierError::too_long;
    case NirError::bad_character:
      return IdentifierError::bad_character;
    case NirError::bad_sex:
      return IdentifierError::bad_sex;
    case NirError::bad_month:
      return IdentifierError::bad_month;
    case NirError::bad_order:
      return IdentifierError::bad_order;
    case NirError::key_mismatch:
      return IdentifierError::key_mismatch;
  }
  return IdentifierError::bad_character;
}

IdentifierError error_of(SiretError error) {
  switch (error) {
    case SiretError::empty:
      return IdentifierError::empty;
    case SiretError::too_short:
      return IdentifierError::too_short;
    case SiretError::too_long:
      return IdentifierError::too_long;
    case SiretError::bad_character:
      return IdentifierError::bad_character;
    case SiretError::check_mismatch:
      return IdentifierError::key_mismatch;
  }
  return IdentifierError::bad_character;
}

bool begins_like_a_person(std::string_view digits) { return digits[0] == '1' || digits[0] == '2'; }

// 14 digits, of which the first 13 are a NIR that the registry may have issued.
bool is_nir_short_of_one(std::string_view digits) {
  return begins_like_a_person(digits) && Nir::parse(digits.substr(0, kNirDigits));
}

bool company_meant(std::string_view bare, NirError as_nir) {
  if (bare.empty() || !text::all_digits(bare)) return false;
  if (bare.size() == kSirenDigits && luhn_holds(bare)) return true;
  if (bare.size() == kSiretDigits) return !is_nir_short_of_one(bare);
  if (begins_like_a_person(bare)) return false;
  // With the length of a NIR, only a slip in its first digit or its key speaks for a NIR.
  return as_nir != NirError::bad_sex && as_nir != NirError::key_mismatch;
}

}  // namespace

IdentifierKind Identifier::kind() const {
  return std::holds_alternative<Nir>(held_) ? IdentifierKind::nir : IdentifierKind::siret;
}

const std::string& Identifier::digits() const {
  const auto* nir = std::get_if<Nir>(&held_);
  return nir ? nir->digits13() : std::get<Siret>(held_).digits();
}

std::string Identifier::canonical() const {
  return std::string(kind() == IdentifierKind::nir ? kNirPrefix : kSiretPrefix) + digits();
}

std::string Identifier::grouped() const {
  const auto* nir = std::get_if<Nir>(&held_);
  return nir ? nir->grouped() : std::get<Siret>(held_).grouped();
}

Outcome<Identifier, IdentifierProblem> parse_identifier(std::string_view typed) {
  const auto nir = Nir::parse(typed);
  if (nir) return Identifier(*nir);
  const auto bare = text::without_separators(typed);
  const auto siret = Siret::parse(typed);
  if (siret && (luhn_holds(bare.substr(0, kSirenDigits)) || !is_nir_short_of_one(bare))) {
    return Identifier(*siret);
  }
  if (!siret && company_meant(bare, nir.problem().error)) {
    return IdentifierProblem{error_of(siret.problem().error), IdentifierKind::siret,
                             siret.problem().count};
  }
  return IdentifierProblem{error_of(nir.problem().error), IdentifierKind::nir, nir.problem().count};
}

std::optional<Identifier> identifier_from_canonical(std::string_view canonical) {
  const auto outcome =
      canonical.substr(0, kNirPrefix.size()) == kNirPrefix
          ? parse_identifier(canonical.substr(kNirPrefix.size()))
      : canonical.substr(0, kSiretPrefix.size()) == kSiretPrefix
          ? parse_identifier(canonical.substr(kSiretPrefix.size()))
          : Outcome<Identifier, IdentifierProblem>(IdentifierProblem{IdentifierError::empty});
  if (!outcome || outcome->canonical() != canonical) return std::nullopt;
  return *outcome;
}

}  // namespace portillon
