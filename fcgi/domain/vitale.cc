#include "domain/vitale.h"

#include "domain/text.h"

namespace portillon {

Outcome<VitaleSerial, VitaleProblem> VitaleSerial::parse(std::string_view typed,
                                                         VitaleShape shape) {
  const std::string bare = text::without_separators(typed);
  if (bare.empty()) return VitaleProblem{VitaleError::empty};
  if (!text::all_digits(bare)) return VitaleProblem{VitaleError::bad_character};
  if (bare.size() < shape.shortest) {
    return VitaleProblem{VitaleError::too_short, static_cast<int>(shape.shortest - bare.size())};
  }
  if (bare.size() > shape.longest) {
    return VitaleProblem{VitaleError::too_long, static_cast<int>(bare.size() - shape.longest)};
  }
  return VitaleSerial(bare);
}

}  // namespace portillon
