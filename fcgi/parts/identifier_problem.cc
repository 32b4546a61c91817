#include "parts/identifier_problem.h"

#include "message_ids.h"

namespace portillon {

Text text_of(const IdentifierProblem& problem) {
  const bool nir = problem.meant == IdentifierKind::nir;
  const std::string count = std::to_string(problem.count);
  switch (problem.error) {
    case IdentifierError::empty:
      return msg::identify_empty;
    case IdentifierError::too_short:
      return {nir ? msg::identify_missing : msg::identify_siret_missing, {{"count", count}}};
    case IdentifierError::too_long:
      return {nir ? msg::identify_excess : msg::identify_siret_excess, {{"count", count}}};
    case IdentifierError::bad_character:
      return nir ? msg::identify_character : msg::identify_siret_character;
    case IdentifierError::bad_sex:
      return msg::identify_first_digit;
    case IdentifierError::bad_month:
      return msg::identify_month;
    case IdentifierError::bad_order:
      return msg::identify_order;
    case IdentifierError::key_mismatch:
      return nir ? msg::identify_key : msg::identify_siret_check;
  }
  return msg::identify_empty;
}

}  // namespace portillon
