#include "crypto/token.h"

#include <optional>

#include "crypto/mac.h"
#include "crypto/primitives.h"

namespace portillon {

namespace {

constexpr std::size_t kTokenBytes = 32;

Digest csrf_value(const Secret& session_token) {
  const Secret purpose = primitives::framed("csrf", {});
  return primitives::hmac_sha256(session_token.reveal(), purpose.reveal());
}

Bytes masked(std::string_view value, std::string_view pad) {
  Bytes result(value);
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = static_cast<char>(result[i] ^ pad[i]);
  }
  return result;
}

}  // namespace

Secret make_token(Random& random) {
  const Secret bytes = Secret::from(random_bytes(random, kTokenBytes));
  return Secret::from(to_base64url(bytes.reveal()));
}

Digest token_digest(const Secret& token) { return sha256(token.reveal()); }

std::string csrf_token(const Secret& session_token, Random& random) {
  const Digest value = csrf_value(session_token);
  const Bytes pad = random_bytes(random, kDigestSize);
  return to_base64url(pad + masked(view(value), pad));
}

bool csrf_matches(const Secret& session_token, std::string_view submitted) {
  if (session_token.empty() || submitted.size() != kCsrfTokenLength) return false;
  const std::optional<Bytes> bytes = from_base64url(submitted);
  if (!bytes) return false;
  const std::string_view pad = std::string_view(*bytes).substr(0, kDigestSize);
  const std::string_view masked_value = std::string_view(*bytes).substr(kDigestSize);
  const Digest value = csrf_value(session_token);
  return equal(masked(masked_value, pad), view(value));
}

}  // namespace portillon
