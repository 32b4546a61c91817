// Keys as a program is given them: one credential file per purpose (systemd LoadCredential).
//
// A file holds one key per line, `id:base64url of 32 bytes`, id 1..255 without leading zero, and
// after another colon the day on which it was made, where that is known (`2026-11-26`). The first
// line is the key in use; the following ones only open what was made before a rotation.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "crypto/secret.h"

namespace portillon {

inline constexpr std::size_t kKeySize = 32;

// Every purpose that a key may have; also the names of the credential files. contact_public and
// contact_private are the two halves of X25519 pairs, all others symmetric keys. audit_ACCOUNT: of
// one writer of the audit trail.
inline constexpr auto kKeyPurposes = std::to_array<std::string_view>(
    {"visit", "browser", "index", "decoy", "typed", "proof", "mask", "identity", "code",
     "temporary", "pepper", "contact_code", "destination", "contact_public", "contact_private",
     "contact_words", "receipt",
#include "audit_purposes.inc"
     "audit_admin"});

// A start-up error: one line that names the file (and line) or the purpose, never a key.
class KeyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Key {
  std::uint8_t id;                              // 1..255, written beside what the key made
  Secret bytes;                                 // 32 bytes
  std::optional<std::chrono::sys_days> made{};  // UTC; as the file says, for people alone
};

// The keys of one purpose, the current one first. Never empty. Immutable, may be shared by threads.
class KeyRing {
 public:
  // `file` only serves to name the place in errors. Throws KeyError.
  static KeyRing parse(std::string_view purpose, std::string_view file, const Secret& text);
  // Reads DIRECTORY/PURPOSE. Throws KeyError: unknown purpose, unreadable file, malformed line.
  static KeyRing load(const std::filesystem::path& directory, std::string_view purpose);

  const std::string& purpose() const { return purpose_; }
  const Key& current() const { return keys_.front(); }
  // The one before it while a rotation lasts; without one, the current key again.
  const Key& previous() const { return keys_.size() > 1 ? keys_[1] : keys_[0]; }
  // nullptr if no key has this id.
  const Key* find(std::uint8_t id) const;
  std::span<const Key> all() const { return keys_; }

 private:
  KeyRing(std::string_view purpose, std::vector<Key> keys);
  std::string purpose_;
  std::vector<Key> keys_;
};

// The rings that one program was given, and no others.
class Keys {
 public:
  Keys() = default;
  explicit Keys(std::vector<KeyRing> rings);
  // KeyRing::load() for each.
  static Keys load(const std::filesystem::path& directory,
                   std::span<const std::string_view> purposes);

  // Throws KeyError that names the purpose if this program was not given it.
  const KeyRing& ring(std::string_view purpose) const;

 private:
  std::vector<KeyRing> rings_;
};

// One line of a credential file, without the line end. Throws std::invalid_argument if the id is 0.
Secret key_line(const Key& key);

using KeyDay = std::optional<std::chrono::sys_days>;

// The same with a new symmetric key.
Secret generate_key_line(Random& random, std::uint8_t id, KeyDay made = {});

struct KeyPairLines {
  Secret private_line;      // for contact_private
  std::string public_line;  // for contact_public
};
// The same for a new X25519 pair (RFC 7748); both lines carry the same id.
KeyPairLines generate_key_pair_lines(Random& random, std::uint8_t id, KeyDay made = {});

}  // namespace portillon
