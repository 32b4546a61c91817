#include <sodium.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "crypto/error.h"
#include "crypto/primitives.h"

namespace portillon::primitives {

namespace {

using Text = std::array<char, crypto_pwhash_argon2id_STRBYTES>;

// Idempotent and thread-safe; picks the vector code of this processor.
void start_sodium() {
  if (sodium_init() < 0) throw CryptoError("libsodium failed to start");
}

}  // namespace

std::string argon2id(std::string_view password, std::size_t memory_bytes, unsigned passes) {
  start_sodium();
  Text text{};
  if (crypto_pwhash_argon2id_str(text.data(), password.data(), password.size(), passes,
                                 memory_bytes) != 0) {
    throw CryptoError("Argon2id failed: parameters out of range or memory short");
  }
  return text.data();
}

bool argon2id_matches(const std::string& phc, std::string_view password) {
  start_sodium();
  Text text{};
  if (phc.size() >= text.size()) return false;
  std::ranges::copy(phc, text.begin());
  errno = 0;
  const bool matches =
      crypto_pwhash_argon2id_str_verify(text.data(), password.data(), password.size()) == 0;
  // Without this, a machine short of memory would answer "wrong password" and use up the tries.
  if (!matches && errno == ENOMEM) throw CryptoError("Argon2id: memory short");
  return matches;
}

}  // namespace portillon::primitives
