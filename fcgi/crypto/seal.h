// Values at rest and in cookies, unreadable and unchangeable without the key: AES-256-GCM
// (NIST SP 800-38D).
//
// Layout: version (1 byte, 1), key id (1), nonce (12, random), ciphertext (as long as the plain
// text), tag (16). Version, key id, purpose and row are authenticated with it: a value copied to
// another column or row does not open. Random nonces bound one key to 2^32 seals (800-38D section
// 8.3); rotate before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/keyring.h"
#include "crypto/secret.h"

namespace portillon {

inline constexpr std::size_t kSealOverhead = 1 + 1 + 12 + 16;  // bytes beyond the plain text

// purpose names table and column or cookie ("member.name"), row the row that the value belongs to.
// Throws CryptoError if the library fails or the plain text is over 1 GiB.
Bytes seal(const KeyRing& ring, std::string_view purpose, std::string_view row,
           std::string_view plain);

// nullopt whatever the reason: changed, cut, other purpose, other row, unknown key or version.
std::optional<Secret> open(const KeyRing& ring, std::string_view purpose, std::string_view row,
                           std::string_view sealed);

// The id of the key that sealed it (0 if too short to tell), so that a rotation finds old rows.
std::uint8_t sealed_key_id(std::string_view sealed);

}  // namespace portillon
