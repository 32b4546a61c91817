// An amount in euros as it is typed.
#include "domain/amount.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

void is_read_as(const Amount& amount, const std::string& written) {
  const auto read = Amount::parse(written);
  must(read && *read == amount, "the same amount, however it is written");
}

}  // namespace

void amount(std::string_view input) {
  const auto parsed = Amount::parse(input);
  if (!parsed) return;
  const std::int64_t cents = parsed->cents();
  must(cents >= 1 && cents <= 999'999'999, "one cent to 9 999 999,99 euros");
  must(Amount::from_cents(cents) == *parsed, "its cents say all");
  const std::string whole = std::to_string(cents / 100);
  const std::string rest = std::to_string(cents % 100 + 100).substr(1);
  is_read_as(*parsed, parsed->text());
  is_read_as(*parsed, whole + "," + rest);
  is_read_as(*parsed, whole + "." + rest + " EUR");
}

}  // namespace portillon::fuzz
