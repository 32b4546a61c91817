// What a member copies from a message: a code, a temporary password, a reference.
#include "crypto/bytes.h"
#include "domain/code.h"
#include "domain/reference.h"
#include "domain/temporary.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

void as_code(std::string_view typed, std::size_t digits) {
  const auto parsed = Code::parse(typed, digits);
  if (!parsed) return;
  const std::string_view found = parsed->digits().reveal();
  must(found.size() == digits && only(found, kDigits), "as many digits as were sent");
  const auto again = Code::parse(found, digits);
  must(again && equal(again->digits().reveal(), found), "it is read back");
}

void as_temporary(std::string_view typed) {
  const auto parsed = TemporaryPassword::parse(typed);
  if (!parsed) return;
  const std::string_view symbols = parsed->symbols().reveal();
  std::string alphabet;
  for (const auto of_class :
       {kTemporaryDigits, kTemporaryUpper, kTemporaryLower, kTemporarySpecial}) {
    must(symbols.find_first_of(of_class) != symbols.npos, "one symbol of each class");
    alphabet += of_class;
  }
  must(symbols.size() == kTemporaryLength && only(symbols, alphabet), "twelve of the alphabet");
  const Secret grouped = parsed->grouped();
  const auto again = TemporaryPassword::parse(grouped.reveal());
  must(again && equal(again->symbols().reveal(), symbols), "as it is sent, it is the same");
}

void as_reference(std::string_view typed) {
  const auto parsed = Reference::parse(typed);
  if (!parsed) return;
  const std::string& reference = parsed->text();
  must(reference.size() == 7 && reference[3] == '-', "two groups of three");
  must(only(reference, std::string(kReferenceSymbols) + '-'), "of its symbols");
  const auto again = Reference::parse(reference);
  must(again && again->text() == reference, "as it is printed, it is the same");
}

}  // namespace

void code(std::string_view input) {
  const std::size_t digits =
      kCodeDigitsMin + take_byte(input) % (kCodeDigitsMax - kCodeDigitsMin + 1);
  as_code(input, digits);
  as_temporary(input);
  as_reference(input);
}

}  // namespace portillon::fuzz
