// A NIR as it is typed.
#include "domain/nir.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

constexpr std::size_t kDepartment = 5;  // with the letter of Corsica behind it

// 97 is prime and divides no power of ten: one wrong digit is always seen.
void one_wrong_digit_is_seen(const Nir& nir, std::size_t at) {
  if (at == kDepartment || at == kDepartment + 1) return;
  std::string wrong = nir.digits13();
  wrong[at] = wrong[at] == '9' ? '0' : static_cast<char>(wrong[at] + 1);
  must(!Nir::parse(wrong + nir.key()), "the key shows one wrong digit");
}

}  // namespace

void nir(std::string_view input) {
  const auto parsed = Nir::parse(input);
  if (!parsed) {
    const NirProblem problem = parsed.problem();
    const bool counts = problem.error == NirError::too_short || problem.error == NirError::too_long;
    must(counts ? problem.count > 0 : problem.count == 0,
         "a count comes with a wrong length alone");
    return;
  }
  const std::string& digits = parsed->digits13();
  must(digits.size() == 13 && only(digits, "0123456789AB"),
       "thirteen signs, digits but for A and B");
  must(parsed->key() >= "01" && parsed->key() <= "97", "the key is within 01 and 97");
  const auto with_key = Nir::parse(digits + parsed->key());
  must(with_key && *with_key == *parsed, "with its key it is the same");
  const auto grouped = Nir::parse(parsed->grouped());
  must(grouped && *grouped == *parsed, "as the card prints it, it is the same");
  one_wrong_digit_is_seen(*parsed, input.size() % digits.size());
}

}  // namespace portillon::fuzz
