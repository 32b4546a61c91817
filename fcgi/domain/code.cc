#include "domain/code.h"

#include <string>

#include "domain/text.h"

namespace portillon {

Outcome<Code, CodeError> Code::parse(std::string_view typed, std::size_t digits) {
  auto bare = Secret::from(text::without_separators(typed));
  if (bare.empty()) return CodeError::empty;
  if (!text::all_digits(bare.reveal())) return CodeError::not_digits;
  if (bare.size() != digits) return CodeError::wrong_length;
  return Code(std::move(bare));
}

Code Code::draw(const UniformBelow& below, std::size_t digits) {
  std::string drawn;
  drawn.reserve(digits);
  for (std::size_t i = 0; i < digits; ++i) drawn += static_cast<char>('0' + below(10));
  return Code(Secret::from(std::move(drawn)));
}

}  // namespace portillon
