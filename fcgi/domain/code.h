// The code de confirmation: a few digits that prove somebody reads the member's telephone or mail.
#pragma once

#include <cstddef>
#include <string_view>

#include "crypto/secret.h"
#include "domain/outcome.h"
#include "domain/uniform.h"

namespace portillon {

inline constexpr std::size_t kCodeDigits = 4;
inline constexpr std::size_t kCodeDigitsMin = 4;
inline constexpr std::size_t kCodeDigitsMax = 8;

enum class CodeError { empty, wrong_length, not_digits };

class Code {
 public:
  // `digits` is what the caisse configured, kCodeDigitsMin to kCodeDigitsMax. Spaces of any kind,
  // dots and dashes may stand anywhere. A problem is a slip: it uses up no attempt.
  static Outcome<Code, CodeError> parse(std::string_view typed, std::size_t digits = kCodeDigits);
  // Every code of that many digits is equally likely, 0000 as well.
  static Code draw(const UniformBelow& below, std::size_t digits = kCodeDigits);

  // The ASCII digits, nothing else.
  const Secret& digits() const { return digits_; }

 private:
  explicit Code(Secret digits) : digits_(std::move(digits)) {}
  Secret digits_;
};

}  // namespace portillon
