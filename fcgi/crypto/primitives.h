// The bare algorithms, for this folder and its tests on published vectors. Other layers use the
// task-named headers, which bring purpose, row, key id and nonce.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace portillon::primitives {

// Each part preceded by its length in 8 bytes, big-endian: an injective encoding of the list.
Secret framed(std::string_view first, std::initializer_list<std::string_view> others);

// RFC 2104. The key must not be empty.
Digest hmac_sha256(std::string_view key, std::string_view bytes);

// RFC 5869; an empty salt means 32 zero bytes.
Secret hkdf_sha256(const Secret& input, std::string_view salt, std::string_view info,
                   std::size_t length);

inline constexpr std::size_t kNonceSize = 12;
inline constexpr std::size_t kTagSize = 16;

// NIST SP 800-38D with a 32-byte key and a 12-byte nonce. Returns ciphertext then tag.
Bytes aes_256_gcm_encrypt(std::string_view key, std::string_view nonce, std::string_view associated,
                          std::string_view plain);
std::optional<Secret> aes_256_gcm_decrypt(std::string_view key, std::string_view nonce,
                                          std::string_view associated,
                                          std::string_view ciphertext_and_tag);

// RFC 7748, 32 bytes each. nullopt where the result would be all zero (points of small order).
std::optional<Secret> x25519(std::string_view private_key, std::string_view public_key);
Bytes x25519_public(std::string_view private_key);

// PHC strings without pepper, as libsodium makes and checks them. argon2id_matches expects a
// well-formed string. Both throw CryptoError when memory is short.
std::string argon2id(std::string_view password, std::size_t memory_bytes, unsigned passes);
bool argon2id_matches(const std::string& phc, std::string_view password);

}  // namespace portillon::primitives
