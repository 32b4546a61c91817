#include <sodium.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "crypto/error.h"
#include "crypto/primitives.h"

namespace portillon::primitives {

namespace {

using Text = std::array<char, crypto_pwhash_argon2id_STRBYTES>;

// Idempotent and thread-safe; picks the vector code of this processor.
void start_sodium() {
  if (sodium_init() < 0) throw CryptoError("libsodium failed to start");
}

constexpr std::size_t kHash = 32;

// What crypto_pwhash_argon2id_str makes, taken apart. libsodium's own check of such a string
// answers the same to a wrong password and to a computation that failed, and tells them apart by
// errno at best: a machine short of memory would answer "wrong password" and use up the tries.
struct Made {
  std::size_t memory_kib = 0;
  unsigned long long passes = 0;
  std::array<unsigned char, crypto_pwhash_argon2id_SALTBYTES> salt{};
  std::array<unsigned char, kHash> hash{};

  static std::optional<Made> parse(std::string_view phc);
};

bool take_text(std::string_view& rest, std::string_view text) {
  if (!rest.starts_with(text)) return false;
  rest.remove_prefix(text.size());
  return true;
}

template <typename Number>
bool take_number(std::string_view& rest, Number& number) {
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc{}) return false;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return true;
}

// Exactly so many bytes, in the one way of writing them.
template <std::size_t Size>
bool take_bytes(std::string_view& rest, std::array<unsigned char, Size>& bytes) {
  const std::string_view text = rest.substr(0, (Size * 8 + 5) / 6);
  std::size_t got = 0;
  if (sodium_base642bin(bytes.data(), Size, text.data(), text.size(), nullptr, &got, nullptr,
                        sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0) {
    return false;
  }
  rest.remove_prefix(text.size());
  return got == Size;
}

std::optional<Made> Made::parse(std::string_view phc) {
  Made made;
  if (take_text(phc, "$argon2id$v=19$m=") && take_number(phc, made.memory_kib) &&
      take_text(phc, ",t=") && take_number(phc, made.passes) && take_text(phc, ",p=1$") &&
      take_bytes(phc, made.salt) && take_text(phc, "$") && take_bytes(phc, made.hash) &&
      phc.empty()) {
    return made;
  }
  return std::nullopt;
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
  if (const auto made = Made::parse(phc)) {
    std::array<unsigned char, kHash> hash{};
    if (crypto_pwhash_argon2id(hash.data(), hash.size(), password.data(), password.size(),
                               made->salt.data(), made->passes, made->memory_kib * 1024,
                               crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
      throw CryptoError("Argon2id: memory short");
    }
    return sodium_memcmp(hash.data(), made->hash.data(), hash.size()) == 0;
  }
  Text text{};
  if (phc.size() >= text.size()) return false;
  std::ranges::copy(phc, text.begin());
  return crypto_pwhash_argon2id_str_verify(text.data(), password.data(), password.size()) == 0;
}

}  // namespace portillon::primitives
