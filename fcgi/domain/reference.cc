#include "domain/reference.h"

#include "domain/text.h"

namespace portillon {

std::optional<Reference> Reference::parse(std::string_view typed) {
  const std::string bare = text::without_separators(typed);
  if (bare.size() != 2 * kReferenceGroup) return std::nullopt;
  std::string printed;
  for (const char sign : bare) {
    const char large = sign >= 'a' && sign <= 'z' ? static_cast<char>(sign - 'a' + 'A') : sign;
    if (kReferenceSymbols.find(large) == std::string_view::npos) return std::nullopt;
    if (printed.size() == kReferenceGroup) printed += '-';
    printed += large;
  }
  return Reference(std::move(printed));
}

}  // namespace portillon
