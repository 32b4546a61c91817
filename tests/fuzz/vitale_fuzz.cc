// The serial number of a carte Vitale. The first two bytes are the shape that a caisse says.
#include "domain/vitale.h"
#include "fuzz.h"

namespace portillon::fuzz {

void vitale(std::string_view input) {
  VitaleShape shape;
  shape.shortest = 4 + take_byte(input) % 27;
  shape.longest = shape.shortest + take_byte(input) % 8;
  const auto parsed = VitaleSerial::parse(input, shape);
  if (!parsed) {
    const VitaleProblem problem = parsed.problem();
    const bool counts =
        problem.error == VitaleError::too_short || problem.error == VitaleError::too_long;
    must(counts ? problem.count > 0 : problem.count == 0,
         "a count comes with a wrong length alone");
    return;
  }
  const std::string& digits = parsed->digits();
  must(only(digits, kDigits), "digits");
  must(digits.size() >= shape.shortest && digits.size() <= shape.longest,
       "as many as the shape says");
  const auto again = VitaleSerial::parse(digits, shape);
  must(again && *again == *parsed, "it is read back");
}

}  // namespace portillon::fuzz
