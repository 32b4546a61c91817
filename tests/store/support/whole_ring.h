#pragma once
// One key of each purpose, the courier's pair among them.

#include "crypto/keyring.h"
#include "crypto/random.h"

namespace portillon::test {

inline Keys whole_ring() {
  SystemRandom random;
  std::vector<KeyRing> rings;
  KeyPairLines pair = generate_key_pair_lines(random, 1);
  for (const std::string_view purpose : kKeyPurposes) {
    Secret line = purpose == "contact_public"    ? Secret::from(std::string(pair.public_line))
                  : purpose == "contact_private" ? std::move(pair.private_line)
                                                 : generate_key_line(random, 1);
    rings.push_back(KeyRing::parse(purpose, "test", line));
  }
  return Keys(std::move(rings));
}

}  // namespace portillon::test
