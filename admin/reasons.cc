#include "admin/reasons.h"

namespace portillon {
namespace {

std::string digits(int count, std::string_view rest) {
  return "has " + std::to_string(count) + (count == 1 ? " digit " : " digits ") + std::string(rest);
}

}  // namespace

std::string reason_of(const IdentifierProblem& problem) {
  switch (problem.error) {
    case IdentifierError::empty:
      return "is empty";
    case IdentifierError::too_short:
      return digits(problem.count, "too few");
    case IdentifierError::too_long:
      return digits(problem.count, "too many");
    case IdentifierError::bad_character:
      return "has a character that is no digit";
    case IdentifierError::bad_sex:
      return "is no NIR: its first digit";
    case IdentifierError::bad_month:
      return "is no NIR: its month";
    case IdentifierError::bad_order:
      return "is no NIR: its last three digits are 000";
    case IdentifierError::key_mismatch:
      return problem.meant == IdentifierKind::nir ? "does not match its key"
                                                  : "does not match its check digit";
  }
  return {};
}

std::string reason_of(EmailError error) {
  switch (error) {
    case EmailError::empty:
      return "is empty";
    case EmailError::missing_at:
      return "has no @";
    case EmailError::bad_local:
      return "is wrong before the @";
    case EmailError::bad_domain:
      return "is wrong after the @";
    case EmailError::bad_character:
      return "has a character that no address has";
    case EmailError::too_long:
      return "is too long";
  }
  return {};
}

std::string reason_of(PhoneError error) {
  switch (error) {
    case PhoneError::empty:
      return "is empty";
    case PhoneError::not_a_number:
      return "is no French telephone number";
    case PhoneError::foreign:
      return "is a number of another country";
    case PhoneError::not_mobile:
      return "is no mobile number";
    case PhoneError::not_fixed:
      return "is no landline number";
  }
  return {};
}

std::string reason_of(const PostalProblem& problem) {
  switch (problem.error) {
    case PostalError::missing_name:
    case PostalError::missing_town:
      return "is empty";
    case PostalError::bad_postcode:
      return "is not 5 digits";
    case PostalError::bad_character:
      return "has a character that cannot be printed";
    case PostalError::line_too_long:
      return "is too long for an envelope (" + std::to_string(kPostalLineLength) + " characters)";
    case PostalError::too_many_lines:
      return "has too many lines for an envelope";
  }
  return {};
}

std::string reason_of(AmountError error) {
  switch (error) {
    case AmountError::empty:
      return "is empty";
    case AmountError::not_an_amount:
      return "is no amount";
    case AmountError::negative:
      return "is negative";
    case AmountError::zero:
      return "is zero";
    case AmountError::too_large:
      return "is too large";
    case AmountError::too_many_decimals:
      return "has more than two decimals";
    case AmountError::ambiguous:
      return "could be thousands or decimals";
  }
  return {};
}

std::string reason_of(const VitaleProblem& problem) {
  switch (problem.error) {
    case VitaleError::empty:
      return "is empty";
    case VitaleError::too_short:
      return digits(problem.count, "too few");
    case VitaleError::too_long:
      return digits(problem.count, "too many");
    case VitaleError::bad_character:
      return "has a character that is no digit";
  }
  return {};
}

}  // namespace portillon
