// An amount in euros as people write it, to the cent: the answer to a proof question.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace portillon {

enum class AmountError {
  empty,
  not_an_amount,  // words, two signs, groups that are not of three digits
  negative,
  zero,
  too_large,          // over 9 999 999,99
  too_many_decimals,  // "12,345", "1.2345"
  ambiguous,          // "1.234": 1 234 euros, or 1,234? Asking costs no attempt, guessing would
};

class Amount {
 public:
  // Accepted: "12", "12,5", "12.50", "1 234,56 €", "1.234,56", "1,234.56", "1.234.567", "1 234
  // euros". Where both a comma and a point occur, the last of them separates the cents and the
  // other one groups thousands. A comma alone always separates cents, as in French; a point alone
  // does too, unless exactly three digits follow (refused as ambiguous) or several points group by
  // three. Spaces of any kind group by three only, and may stand around the number and its
  // separator.
  static Outcome<Amount, AmountError> parse(std::string_view typed);
  // nullopt outside 1 to 999 999 999 cents.
  static std::optional<Amount> from_cents(std::int64_t cents);

  std::int64_t cents() const { return cents_; }
  // "1 234,56 €", with narrow and plain no-break spaces as French typography wants.
  std::string text() const;

  friend bool operator==(const Amount&, const Amount&) = default;

 private:
  explicit Amount(std::int64_t cents) : cents_(cents) {}
  std::int64_t cents_;
};

}  // namespace portillon
