#include "domain/siret.h"

#include <numeric>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::size_t kSiretDigits = 14;
constexpr std::string_view kLaPoste = "356000000";

bool check_holds(std::string_view digits) {
  // All zeros satisfies Luhn and names nobody.
  if (digits.find_first_not_of('0') == std::string_view::npos) return false;
  if (luhn_holds(digits)) return true;
  const int sum = std::accumulate(digits.begin(), digits.end(), 0,
                                  [](int total, char digit) { return total + (digit - '0'); });
  return digits.substr(0, kLaPoste.size()) == kLaPoste && sum % 5 == 0;
}

}  // namespace

bool luhn_holds(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, doubled = !doubled) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

Outcome<Siret, SiretProblem> Siret::parse(std::string_view typed) {
  const std::string bare = text::without_separators(typed);
  if (bare.empty()) return SiretProblem{SiretError::empty};
  if (!text::all_digits(bare)) return SiretProblem{SiretError::bad_character};
  if (bare.size() < kSiretDigits) {
    return SiretProblem{SiretError::too_short, static_cast<int>(kSiretDigits - bare.size())};
  }
  if (bare.size() > kSiretDigits) {
    return SiretProblem{SiretError::too_long, static_cast<int>(bare.size() - kSiretDigits)};
  }
  if (!check_holds(bare)) return SiretProblem{SiretError::check_mismatch};
  return Siret(bare);
}

std::string Siret::grouped() const {
  return digits_.substr(0, 3) + ' ' + digits_.substr(3, 3) + ' ' + digits_.substr(6, 3) + ' ' +
         digits_.substr(9);
}

}  // namespace portillon
