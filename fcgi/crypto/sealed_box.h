// Values that a page may write and only the courier may read: contacts.
//
// X25519 (RFC 7748) with an ephemeral key, HKDF-SHA-256 (RFC 5869) whose info holds purpose, row
// and both public keys, then AES-256-GCM: the shape of HPKE base mode (RFC 9180), written out
// because OpenSSL 3.0 has no HPKE. Plain crypto_box_seal would not do: it binds neither purpose nor
// row, so a box copied to another member's row would open there. As with any such box the sender is
// not authenticated: whoever has the public half can make one.
//
// Layout: version (1 byte, 1), key id (1), ephemeral public key (32), nonce (12, random),
// ciphertext, tag (16).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/keyring.h"
#include "crypto/secret.h"

namespace portillon {

inline constexpr std::size_t kBoxOverhead = 1 + 1 + 32 + 12 + 16;  // bytes beyond the plain text

// For the ring contact_public. Throws CryptoError if the library fails, the public key is one of
// the few that make no secret (RFC 7748 section 6.1), or the plain text is over 1 GiB.
Bytes seal_to(const KeyRing& public_ring, std::string_view purpose, std::string_view row,
              std::string_view plain);

// For the ring contact_private. nullopt whatever the reason, as open() of seal.h.
std::optional<Secret> open_box(const KeyRing& private_ring, std::string_view purpose,
                               std::string_view row, std::string_view sealed);

// What open_box() opens for nobody, after the same work as for a box of `size` bytes of plain text.
Bytes empty_box(const KeyRing& private_ring, std::size_t size);

// Many boxes with one ephemeral key: for imports of millions of contacts, where the two curve
// operations of seal_to() would be most of the time. Each box still has a key of its own (purpose
// and row) and a random nonce. May be shared by threads; keep one for a batch, not for days.
class BoxSealer {
 public:
  // Throws as seal_to().
  explicit BoxSealer(const KeyRing& public_ring);
  Bytes seal(std::string_view purpose, std::string_view row, std::string_view plain) const;

 private:
  std::uint8_t key_id_;
  Bytes recipient_;
  Bytes ephemeral_;
  Secret shared_;
};

}  // namespace portillon
