#pragma once
// What a line of members.csv said, as six keyed fingerprints of 8 bytes: enough to see that a part
// has changed, too little to tell what it is. Kept in the column feed.seen.

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
  Fingerprint person{};  // kind, name, address
  Fingerprint vitale{};
  // By ContactType; the beginning of destination_hash(), so that a row of contacts can be compared.
  std::array<Fingerprint, kContactTypes> contacts{};

  std::string bytes() const;  // 48
  static std::optional<Seen> from(std::string_view bytes);
  friend bool operator==(const Seen&, const Seen&) = default;
};

Fingerprint fingerprint_of(const Digest& digest);

// Rings "index" and "destination".
Seen seen_of(const Keys& keys, const FeedMember& member);

}  // namespace portillon
