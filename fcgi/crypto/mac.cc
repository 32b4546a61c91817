#include "crypto/mac.h"

#include <openssl/evp.h>

#include "crypto/error.h"
#include "crypto/primitives.h"

namespace portillon {

Digest mac(const KeyRing& ring, std::string_view purpose, Parts parts) {
  const Secret input = primitives::framed(purpose, parts);
  return primitives::hmac_sha256(ring.current().bytes.reveal(), input.reveal());
}

std::optional<Digest> mac_with(const KeyRing& ring, std::uint8_t id, std::string_view purpose,
                               Parts parts) {
  const Key* const key = ring.find(id);
  if (key == nullptr) return std::nullopt;
  const Secret input = primitives::framed(purpose, parts);
  return primitives::hmac_sha256(key->bytes.reveal(), input.reveal());
}

std::vector<Digest> mac_with_each(const KeyRing& ring, std::string_view purpose, Parts parts) {
  const Secret input = primitives::framed(purpose, parts);
  std::vector<Digest> digests;
  for (const Key& key : ring.all()) {
    digests.push_back(primitives::hmac_sha256(key.bytes.reveal(), input.reveal()));
  }
  return digests;
}

bool mac_matches(const KeyRing& ring, std::string_view purpose, Parts parts,
                 const Digest& expected) {
  bool matches = false;
  for (const Digest& digest : mac_with_each(ring, purpose, parts)) {
    matches |= equal(digest, expected);  // all are tried: the time does not tell which key it was
  }
  return matches;
}

Digest sha256(std::string_view bytes) {
  Digest digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw CryptoError("OpenSSL failed: SHA-256");
  }
  return digest;
}

}  // namespace portillon
