#include "domain/amount.h"

#include <algorithm>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::int64_t kMaxCents = 999'999'999;

// The number without its currency; what is left is squeezed, spaces only where they group digits.
std::string bare_number(std::string_view typed) {
  std::string number = text::squeeze(typed);
  const std::string folded = text::fold(number);
  for (const std::string_view unit : {"euros", "euro", "eur", "€"}) {
    if (folded.size() == number.size() && folded.ends_with(unit)) {
      number.resize(number.size() - unit.size());
      break;
    }
  }
  if (number.starts_with("€")) number.erase(0, std::string_view("€").size());
  number = text::trim(number);
  for (auto at = number.find_first_of(",."); at != std::string::npos;
       at = number.find_first_of(",.", at + 1)) {
    if (at + 1 < number.size() && number[at + 1] == ' ') number.erase(at + 1, 1);
    if (at > 0 && number[at - 1] == ' ') number.erase(--at, 1);
  }
  return number;
}

// The digits of "1234", or of "1 234 567" in groups of three; nullopt if neither.
std::optional<std::string> ungrouped(std::string_view whole, char separator) {
  if (whole.empty()) return std::nullopt;
  if (text::all_digits(whole)) return std::string(whole);
  std::string digits;
  bool first = true;
  while (true) {
    const auto end = whole.find(separator);
    const auto group = whole.substr(0, end);
    const bool right_size = first ? !group.empty() && group.size() <= 3 : group.size() == 3;
    if (!right_size || !text::all_digits(group)) return std::nullopt;
    digits += group;
    if (end == std::string_view::npos) return digits;
    whole.remove_prefix(end + 1);
    first = false;
  }
}

struct Parts {
  std::string_view whole;
  std::string_view decimals;
  char grouping = ' ';
};

// Where the cents begin; the rules are in the header.
Outcome<Parts, AmountError> split(std::string_view number) {
  const auto last = number.find_last_of(",.");
  if (last == std::string_view::npos) return Parts{number, "", ' '};
  const char decimal = number[last];
  const char other = decimal == ',' ? '.' : ',';
  const auto before = number.substr(0, last);
  const auto after = number.substr(last + 1);
  const bool both = before.find(other) != std::string_view::npos;
  if (before.find(decimal) != std::string_view::npos) {
    if (decimal == '.' && !both) return Parts{number, "", '.'};
    return AmountError::not_an_amount;
  }
  if (before.empty() || after.empty() || !text::all_digits(after)) {
    return AmountError::not_an_amount;
  }
  const bool could_group = decimal == '.' && !both && after.size() == 3 && before.size() <= 3 &&
                           text::all_digits(before) && before[0] != '0';
  if (could_group) return AmountError::ambiguous;
  return Parts{before, after, both ? other : ' '};
}

}  // namespace

Outcome<Amount, AmountError> Amount::parse(std::string_view typed) {
  if (text::trim(typed).empty()) return AmountError::empty;
  std::string number = bare_number(typed);
  const bool negative = number.starts_with("-") || number.starts_with("\u2212");
  if (negative) number.erase(0, number.find_first_of("0123456789"));
  const auto parts = split(number);
  if (!parts) return parts.problem();
  const auto digits = ungrouped(parts->whole, parts->grouping);
  if (!digits) return AmountError::not_an_amount;
  if (parts->decimals.size() > 2) return AmountError::too_many_decimals;
  if (negative) return AmountError::negative;
  const auto significant = digits->substr(std::min(digits->find_first_not_of('0'), digits->size()));
  if (significant.size() > 7) return AmountError::too_large;
  std::string in_cents = significant + std::string(parts->decimals);
  in_cents.append(2 - parts->decimals.size(), '0');
  std::int64_t cents = 0;
  for (const char digit : in_cents) cents = cents * 10 + (digit - '0');
  if (cents == 0) return AmountError::zero;
  return Amount(cents);
}

std::optional<Amount> Amount::from_cents(std::int64_t cents) {
  if (cents < 1 || cents > kMaxCents) return std::nullopt;
  return Amount(cents);
}

std::string Amount::text() const {
  std::string whole = std::to_string(cents_ / 100);
  for (auto at = static_cast<std::ptrdiff_t>(whole.size()) - 3; at > 0; at -= 3) {
    whole.insert(static_cast<std::size_t>(at), "\u202F");
  }
  const auto rest = std::to_string(cents_ % 100);
  return whole + ',' + (rest.size() < 2 ? "0" : "") + rest + "\u00A0€";
}

}  // namespace portillon
