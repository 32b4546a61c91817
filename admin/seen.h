#pragma once
// What a line of members.csv said, as six keyed fingerprints of 8 bytes: enough to see that a part
// has changed, too little to tell what it is. Kept in the column feed.seen. The first byte of each
// is the id of the key that made it.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "admin/feed.h"
#include "crypto/keyring.h"

namespace portillon {

using Fingerprint = std::array<std::uint8_t, 8>;  // all zero: there was nothing

struct Seen {
  Fingerprint person{};  // kind, name, address; ring "index"
  Fingerprint vitale{};  // ring "proof": the id tells which key the fact is under
  // By ContactType; the beginning of destination_hash(), so that a row of contacts can be compared.
  std::array<Fingerprint, kContactTypes> contacts{};

  std::string bytes() const;  // 48
  static std::optional<Seen> from(std::string_view bytes);
  friend bool operator==(const Seen&, const Seen&) = default;
};

Fingerprint fingerprint_of(const Digest& digest);

// Rings "index", "proof" and "destination".
Seen seen_of(const Keys& keys, const FeedMember& member);

// Each part by the key that made the same part of `stored`: equal to it if the line says the same,
// whatever was rotated since.
Seen seen_like(const Keys& keys, const FeedMember& member, const Seen& stored);

// How destination_hash() is told which key made a fingerprint.
Digest like_of(const Fingerprint& part);

}  // namespace portillon
