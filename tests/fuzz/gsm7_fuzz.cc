// The text of an SMS, squeezed into its alphabet.
#include "courier/gsm7.h"
#include "domain/text.h"
#include "fuzz.h"

namespace portillon::fuzz {

void gsm7(std::string_view input) {
  std::string sent;
  append_gsm7(sent, input);
  const auto septets = gsm7_septets(sent);
  must(septets.has_value(), "what is sent is within the alphabet");
  const std::size_t signs = text::count_code_points(sent);
  must(*septets >= signs && *septets <= 2 * signs, "one or two septets a sign");
  std::string again;
  append_gsm7(again, sent);
  must(again == sent, "what is within the alphabet stays as it is");
  must(!gsm7_septets(input) || sent == input, "and so did what came");
}

}  // namespace portillon::fuzz
