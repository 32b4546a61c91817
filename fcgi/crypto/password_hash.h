// Members' passwords at rest: Argon2id (RFC 9106), peppered.
//
// Stored form: "<pepper key id>$" followed by the PHC string, "3$$argon2id$v=19$m=19456,t=2,p=1$…",
// under 132 characters. The password goes through HMAC-SHA-256 with the pepper first, together with
// the row that it belongs to: a stolen table alone cannot be searched, a string copied to another
// row matches nothing there, and no length or NUL is lost on the way to Argon2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/keyring.h"
#include "crypto/secret.h"

namespace portillon {

// One lane. The default is OWASP's (ASVS 5.0 appendix C); each computation holds memory_kib.
struct HashParameters {
  std::uint32_t memory_kib = 19456;  // 8 .. 1048576
  std::uint32_t passes = 2;          // 1 .. 64
};

// `row`: whose password it is, as for seal(). `nfc_password`: the exact characters in NFC;
// normalising is the caller's. Throws CryptoError if parameters are out of range or memory is
// short.
std::string hash_password(const KeyRing& pepper, const HashParameters& parameters,
                          std::string_view row, const Secret& nfc_password);

// A stored string that is malformed, of another row, or of an unknown pepper, never matches. Throws
// CryptoError only if memory is short: that must not count as a wrong password.
bool verify_password(const KeyRing& pepper, std::string_view stored, std::string_view row,
                     const Secret& nfc_password);

// True if an older pepper or smaller parameters made it, or if it is malformed. To ask after a
// password matched.
bool needs_rehash(const KeyRing& pepper, std::string_view stored, const HashParameters& parameters);

// A stored string that no password matches and that costs the same to verify: for identifiers that
// are not on file. Make it once at start; it costs one computation.
std::string dummy_hash(const KeyRing& pepper, const HashParameters& parameters);

}  // namespace portillon
