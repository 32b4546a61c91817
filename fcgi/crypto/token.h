// Session tokens and the anti-CSRF tokens that are derived from them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/random.h"
#include "crypto/secret.h"

namespace portillon {

inline constexpr std::size_t kTokenLength = 43;      // characters of a session token
inline constexpr std::size_t kCsrfTokenLength = 86;  // characters of an anti-CSRF token

// 256 random bits in base64url: what goes into the cookie.
Secret make_token(Random& random);

// SHA-256 of the token's text: what goes into the database.
Digest token_digest(const Secret& token);

// For the hidden field of a form. The value behind it is fixed for a session; it is masked with a
// new random pad each time it is rendered, so that compression of the page cannot betray it
// (BREACH). Throws CryptoError if the token is empty.
std::string csrf_token(const Secret& session_token, Random& random);

// Whether `submitted` is csrf_token() of this session, under whatever pad. Constant time.
bool csrf_matches(const Secret& session_token, std::string_view submitted);

}  // namespace portillon
