// Binary strings, digests, their text forms, and comparison that tells nothing by its time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portillon {

using Bytes = std::string;  // binary: may hold NUL
inline constexpr std::size_t kDigestSize = 32;
using Digest = std::array<std::uint8_t, kDigestSize>;

// Constant time in the content. Digests of secrets are compared with this, never with ==.
bool equal(const Digest& a, const Digest& b);
// Constant time in the content; different lengths answer false at once.
bool equal(std::string_view a, std::string_view b);

// The 32 bytes of a digest, valid as long as the digest lives.
std::string_view view(const Digest& digest);
// nullopt unless exactly 32 bytes (a column read back).
std::optional<Digest> digest_from(std::string_view bytes);

// Lower-case hexadecimal. Decoding accepts both cases, and nothing but whole bytes.
std::string to_hex(std::string_view bytes);
std::optional<Bytes> from_hex(std::string_view text);

// RFC 4648 section 5 without padding. Decoding is strict: one text for one value, so padding, white
// space, other alphabets and stray low bits are refused. Time does not depend on the content.
std::string to_base64url(std::string_view bytes);
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace portillon
