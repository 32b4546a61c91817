// Text forms of bytes: base64url, hexadecimal, and the anti-CSRF token in one of them.
#include "crypto/bytes.h"
#include "crypto/token.h"
#include "fuzz.h"

namespace portillon::fuzz {

void bytes(std::string_view input) {
  const auto decoded = from_base64url(input);
  must(!decoded || to_base64url(*decoded) == input, "one text for one value");
  must(from_base64url(to_base64url(input)) == Bytes(input), "what was encoded is read back");
  const auto unhexed = from_hex(input);
  must(!unhexed || from_hex(to_hex(*unhexed)) == unhexed, "either case is read alike");
  must(from_hex(to_hex(input)) == Bytes(input), "what was encoded is read back");
  must(digest_from(input).has_value() == (input.size() == kDigestSize), "a digest has 32 bytes");
  static const Secret session = Secret::from("7Zt5w0XrGk0Jc9uWJ7oQ2mQ0m7wq2o9S8aXrY3kN1vE");
  must(!csrf_matches(session, input), "nobody makes up a token");
}

}  // namespace portillon::fuzz
