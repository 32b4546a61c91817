#include "parts/proof.h"

#include "domain/amount.h"
#include "domain/vitale.h"
#include "message_ids.h"

namespace portillon {
namespace {

Text text_of(AmountError error) {
  switch (error) {
    case AmountError::empty:
      return msg::prove_amount_empty;
    case AmountError::not_an_amount:
      return msg::prove_amount_unclear;
    case AmountError::negative:
    case AmountError::zero:
      return msg::prove_amount_positive;
    case AmountError::too_large:
      return msg::prove_amount_large;
    case AmountError::too_many_decimals:
      return msg::prove_amount_decimals;
    case AmountError::ambiguous:
      return msg::prove_amount_ambiguous;
  }
  return msg::prove_amount_unclear;
}

Text text_of(const VitaleProblem& problem) {
  switch (problem.error) {
    case VitaleError::empty:
      return msg::prove_vitale_empty;
    case VitaleError::too_short:
      return {msg::prove_vitale_missing, {{"count", std::to_string(problem.count)}}};
    case VitaleError::too_long:
      return {msg::prove_vitale_excess, {{"count", std::to_string(problem.count)}}};
    case VitaleError::bad_character:
      return msg::prove_vitale_digits;
  }
  return msg::prove_vitale_digits;
}

Proof read_vitale(std::string_view typed, const Limits& limits) {
  const auto serial =
      VitaleSerial::parse(typed, {limits.vitale_digits_min, limits.vitale_digits_max});
  if (!serial) return ProofSlip{"answer", text_of(serial.problem())};
  return ProofAnswer{FactKind::vitale, serial->digits(), std::nullopt};
}

Proof read_amount(Kind kind, std::string_view typed, const Limits& limits) {
  const auto amount = Amount::parse(typed);
  if (!amount) return ProofSlip{"answer", text_of(amount.problem())};
  const std::string cents = std::to_string(amount->cents());
  switch (kind) {
    case Kind::particulier:
      return ProofAnswer{FactKind::benefit, cents, limits.benefit_window};
    case Kind::exploitant:
      return ProofAnswer{FactKind::contribution, cents, limits.contribution_window};
    case Kind::entreprise:
      return ProofAnswer{FactKind::payroll, cents, limits.contribution_window};
  }
  return ProofSlip{"proof", msg::prove_choose};
}

}  // namespace

Proof read_proof(Kind kind, const Fields& form, const Limits& limits) {
  const std::string_view proof = form["proof"];
  if (proof == "amount") return read_amount(kind, form["answer"], limits);
  if (proof == "vitale" && kind == Kind::particulier) return read_vitale(form["answer"], limits);
  // Only a particulier is shown the choice; the others' form has one field.
  return ProofSlip{kind == Kind::particulier ? "proof" : "answer", msg::prove_choose};
}

}  // namespace portillon
