#include "courier/reference.h"

namespace portillon {

std::string draw_reference(Random& random) {
  constexpr auto kSymbols = static_cast<std::uint32_t>(kReferenceSymbols.size());
  std::string reference;
  for (std::size_t i = 0; i < 2 * kReferenceGroup; ++i) {
    if (i == kReferenceGroup) reference += '-';
    reference += kReferenceSymbols[random_below(random, kSymbols)];
  }
  return reference;
}

}  // namespace portillon
