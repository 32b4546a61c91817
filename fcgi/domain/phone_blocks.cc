#include "domain/phone_blocks.h"

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::size_t kOwnDigits = 4;        // MCDU
constexpr std::size_t kMostBlocks = 20'000;  // more are no feed of a caisse

// "0639981001" or "+33639981001"; empty for what is written in another way.
std::string plain_form(std::string_view typed) {
  std::string digits;
  for (const char c : text::trim(typed)) {
    if (text::is_digit(c) || (c == '+' && digits.empty())) {
      digits += c;
    } else if (c != ' ' && c != '.' && c != '-') {
      return {};
    }
  }
  const bool national = digits.size() == 10 && digits[0] == '0' && digits[1] != '0';
  const bool international = digits.size() == 12 && digits.starts_with("+33") && digits[3] != '0';
  return national || international ? digits : std::string();
}

// `shape` with its last digits, wherever they stand, replaced by those at the end of `digits`.
std::string with_last_digits(std::string shape, std::string_view digits) {
  std::size_t at = shape.size();
  for (std::size_t taken = 0; taken < kOwnDigits && at > 0;) {
    if (text::is_digit(shape[--at])) shape[at] = digits[digits.size() - ++taken];
  }
  return shape;
}

}  // namespace

Outcome<Phone, PhoneError> PhoneBlocks::parse(std::string_view typed, PhoneUse use) {
  const std::string plain = plain_form(typed);
  if (plain.empty()) return Phone::parse(typed, use);
  Known& known = known_[static_cast<std::size_t>(use)];
  const std::string block = plain.substr(0, plain.size() - kOwnDigits);
  auto found = known.find(block);
  if (found == known.end()) {
    if (known.size() >= kMostBlocks) known.clear();
    found = known.emplace(block, Phone::parse(plain, use)).first;
  }
  const auto& first = found->second;
  if (!first) return first.problem();
  return Phone(with_last_digits(first->e164(), plain), with_last_digits(first->national(), plain));
}

}  // namespace portillon
