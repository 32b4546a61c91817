// One field for both numbers.
#include "domain/identifier.h"
#include "fuzz.h"

namespace portillon::fuzz {

void identifier(std::string_view input) {
  const auto as_canonical = identifier_from_canonical(input);
  must(!as_canonical || as_canonical->canonical() == input, "a canonical text is read as it is");
  const auto nir = Nir::parse(input);
  const auto siret = Siret::parse(input);
  const auto parsed = parse_identifier(input);
  must(!nir || (parsed && parsed->digits() == nir->digits13()), "what is a NIR is that NIR");
  if (!parsed) {
    must(parsed.problem().count >= 0, "a count is none or some");
    return;
  }
  must(nir || (siret && parsed->digits() == siret->digits()), "it is one of the two");
  const auto again = identifier_from_canonical(parsed->canonical());
  must(again && *again == *parsed, "its canonical text is read back");
  const auto grouped = parse_identifier(parsed->grouped());
  must(grouped && *grouped == *parsed, "as it is shown, it is the same");
}

}  // namespace portillon::fuzz
