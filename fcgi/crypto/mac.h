// Keyed fingerprints: lookup indexes, proof answers, codes, temporary passwords, decoys.
//
// HMAC-SHA-256 (RFC 2104) over purpose and parts, each preceded by its length, so that no two
// different lists give the same input ("1"+"23" is not "12"+"3"). Put the row (member, journey)
// among the parts: a fingerprint of one row then proves nothing in another.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/keyring.h"

namespace portillon {

using Parts = std::initializer_list<std::string_view>;

// With the current key. Store ring.current().id beside it where the key may rotate.
Digest mac(const KeyRing& ring, std::string_view purpose, Parts parts);

// With the key of this id; nullopt if the ring has none.
std::optional<Digest> mac_with(const KeyRing& ring, std::uint8_t id, std::string_view purpose,
                               Parts parts);

// With every key, the current one first: to look up rows that were indexed before a rotation.
std::vector<Digest> mac_with_each(const KeyRing& ring, std::string_view purpose, Parts parts);

// Whether `expected` was made with any key of the ring. Constant time for a given ring.
bool mac_matches(const KeyRing& ring, std::string_view purpose, Parts parts,
                 const Digest& expected);

// FIPS 180-4. Without key: only for values of full entropy (tokens) and for public data.
Digest sha256(std::string_view bytes);

}  // namespace portillon
