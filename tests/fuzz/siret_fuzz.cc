// A SIRET as it is typed.
#include "domain/siret.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

constexpr std::string_view kLaPoste = "356000000";  // has another check

void one_wrong_digit_is_seen(const std::string& digits, std::size_t at) {
  std::string wrong = digits;
  wrong[at] = wrong[at] == '9' ? '0' : static_cast<char>(wrong[at] + 1);
  if (digits.starts_with(kLaPoste) || wrong.starts_with(kLaPoste)) return;
  must(!Siret::parse(wrong), "the check digit shows one wrong digit");
}

}  // namespace

void siret(std::string_view input) {
  const auto parsed = Siret::parse(input);
  if (!parsed) {
    const SiretProblem problem = parsed.problem();
    const bool counts =
        problem.error == SiretError::too_short || problem.error == SiretError::too_long;
    must(counts ? problem.count > 0 : problem.count == 0,
         "a count comes with a wrong length alone");
    return;
  }
  const std::string& digits = parsed->digits();
  must(digits.size() == 14 && only(digits, kDigits), "fourteen digits");
  const auto grouped = Siret::parse(parsed->grouped());
  must(grouped && *grouped == *parsed, "as letters print it, it is the same");
  one_wrong_digit_is_seen(digits, input.size() % digits.size());
}

}  // namespace portillon::fuzz
