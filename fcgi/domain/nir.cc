#include "domain/nir.h"

#include <algorithm>
#include <optional>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::size_t kBare = 13;
constexpr std::size_t kWithKey = 15;
constexpr std::size_t kCorsicanLetter = 6;

int two_digits(std::string_view digits, std::size_t at) {
  return (digits[at] - '0') * 10 + (digits[at + 1] - '0');
}

// Digits, and at most one A or B that follows a 2; where it stands is judged once the length is
// right, because "one digit is missing" is the more useful thing to say.
bool could_be_nir_characters(std::string_view typed) {
  int letters = 0;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (text::is_digit(typed[i])) continue;
    const bool corsican = (typed[i] == 'A' || typed[i] == 'B') && i > 0 && typed[i - 1] == '2';
    if (!corsican || ++letters > 1) return false;
  }
  return true;
}

std::optional<NirProblem> length_problem(std::size_t size) {
  if (size == kBare || size == kWithKey) return std::nullopt;
  const auto whole = size < kBare ? kBare : kWithKey;
  if (size < whole) return NirProblem{NirError::too_short, static_cast<int>(whole - size)};
  return NirProblem{NirError::too_long, static_cast<int>(size - whole)};
}

std::optional<NirError> shape_error(std::string_view typed) {
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (!text::is_digit(typed[i]) && i != kCorsicanLetter) return NirError::bad_character;
  }
  if (std::string_view("123478").find(typed[0]) == std::string_view::npos) {
    return NirError::bad_sex;
  }
  const int month = two_digits(typed, 3);
  if (month < 1 || (month > 12 && month < 20) || (month > 42 && month < 50)) {
    return NirError::bad_month;
  }
  if (typed.substr(10, 3) == "000") return NirError::bad_order;
  return std::nullopt;
}

int key_of(std::string digits13) {
  // 2A counts as 19 and 2B as 18; to subtract a million as well, as is seen in public code, is
  // wrong.
  if (digits13[kCorsicanLetter] == 'A') digits13.replace(kCorsicanLetter - 1, 2, "19");
  if (digits13[kCorsicanLetter] == 'B') digits13.replace(kCorsicanLetter - 1, 2, "18");
  std::uint64_t number = 0;
  for (const char digit : digits13) number = number * 10 + static_cast<std::uint64_t>(digit - '0');
  return static_cast<int>(97 - number % 97);
}

}  // namespace

Outcome<Nir, NirProblem> Nir::parse(std::string_view typed) {
  std::string bare = text::without_separators(typed);
  std::transform(bare.begin(), bare.end(), bare.begin(), [](char c) {
    return c == 'a' ? 'A' : c == 'b' ? 'B' : c;
  });
  if (bare.empty()) return NirProblem{NirError::empty};
  if (!could_be_nir_characters(bare)) return NirProblem{NirError::bad_character};
  if (const auto problem = length_problem(bare.size())) return *problem;
  if (const auto error = shape_error(bare)) return NirProblem{*error};
  const auto digits13 = bare.substr(0, kBare);
  if (bare.size() == kWithKey && two_digits(bare, kBare) != key_of(digits13)) {
    return NirProblem{NirError::key_mismatch};
  }
  return Nir(digits13);
}

std::string Nir::key() const {
  const int key = key_of(digits_);
  return {static_cast<char>('0' + key / 10), static_cast<char>('0' + key % 10)};
}

std::string Nir::grouped() const {
  std::string shown;
  std::size_t at = 0;
  for (const std::size_t size : {1, 2, 2, 2, 3, 3}) {
    shown += digits_.substr(at, size) + ' ';
    at += size;
  }
  return shown + key();
}

}  // namespace portillon
