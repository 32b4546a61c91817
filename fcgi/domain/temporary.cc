#include "domain/temporary.h"

#include <array>
#include <string>
#include <utility>

#include "domain/text.h"

namespace portillon {
namespace {

constexpr std::array kClasses = {kTemporaryDigits, kTemporaryUpper, kTemporaryLower,
                                 kTemporarySpecial};
constexpr std::size_t kGroup = 4;

std::size_t pick(const UniformBelow& below, std::size_t bound) {
  return below(static_cast<std::uint32_t>(bound));
}

std::string alphabet() {
  std::string symbols;
  for (const auto of_class : kClasses) symbols += of_class;
  return symbols;
}

bool has_any(std::string_view text, std::string_view symbols) {
  return text.find_first_of(symbols) != std::string_view::npos;
}

bool has_the_shape(std::string_view text) {
  if (text.size() != kTemporaryLength) return false;
  for (const auto symbols : kClasses) {
    if (!has_any(text, symbols)) return false;
  }
  return text.find_first_not_of(alphabet()) == std::string_view::npos;
}

}  // namespace

TemporaryPassword TemporaryPassword::draw(const UniformBelow& below) {
  std::string drawn;
  drawn.reserve(kTemporaryLength);
  for (const auto symbols : kClasses) drawn += symbols[pick(below, symbols.size())];
  const auto any = alphabet();
  while (drawn.size() < kTemporaryLength) drawn += any[pick(below, any.size())];
  // Fisher-Yates, so that where the four classes stand is not known beforehand.
  for (auto left = drawn.size(); left > 1; --left) {
    std::swap(drawn[left - 1], drawn[pick(below, left)]);
  }
  return TemporaryPassword(Secret::from(std::move(drawn)));
}

std::optional<TemporaryPassword> TemporaryPassword::parse(std::string_view typed) {
  auto bare = Secret::from(text::without_spaces(typed));
  if (!has_the_shape(bare.reveal())) return std::nullopt;
  return TemporaryPassword(std::move(bare));
}

Secret TemporaryPassword::grouped() const {
  const auto symbols = symbols_.reveal();
  std::string groups;
  groups.reserve(kTemporaryLength + kTemporaryLength / kGroup);
  for (std::size_t at = 0; at < symbols.size(); at += kGroup) {
    if (at > 0) groups += ' ';
    groups += symbols.substr(at, kGroup);
  }
  return Secret::from(std::move(groups));
}

}  // namespace portillon
