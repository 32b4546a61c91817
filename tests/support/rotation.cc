#include "tests/support/rotation.h"

#include <algorithm>
#include <string>
#include <vector>

namespace portillon::test {
namespace {

bool of_pair(std::string_view purpose) { return purpose.starts_with("contact_p"); }

KeyRing with_lines(const KeyRing& ring, const std::string& first, bool old_ones) {
  std::string text = first;
  for (const Key& key : ring.all()) {
    if (!old_ones && key.id != ring.current().id) continue;
    const Secret line = key_line(key);
    text += std::string(line.reveal()) + '\n';
  }
  return KeyRing::parse(ring.purpose(), "test", Secret::from(std::move(text)));
}

template <typename Change>
Keys changed(const Keys& keys, Change change) {
  std::vector<KeyRing> rings;
  for (const std::string_view purpose : kKeyPurposes) {
    try {
      rings.push_back(change(keys.ring(purpose)));
    } catch (const KeyError&) {  // a test without this purpose
    }
  }
  return Keys(std::move(rings));
}

}  // namespace

Keys rotated(const Keys& keys, std::string_view purpose) {
  SystemRandom random;
  return changed(keys, [&, pair = KeyPairLines()](const KeyRing& ring) mutable {
    std::uint8_t highest = 0;
    for (const Key& key : ring.all()) highest = std::max(highest, key.id);
    const auto id = static_cast<std::uint8_t>(highest + 1);
    std::string first;
    if (of_pair(purpose) && of_pair(ring.purpose())) {
      if (pair.public_line.empty()) pair = generate_key_pair_lines(random, id);
      first = ring.purpose() == "contact_public" ? pair.public_line
                                                 : std::string(pair.private_line.reveal());
    } else if (ring.purpose() == purpose) {
      const Secret line = generate_key_line(random, id);
      first = line.reveal();
    }
    return with_lines(ring, first.empty() ? first : first + '\n', true);
  });
}

Keys retired(const Keys& keys, std::string_view purpose) {
  return changed(keys, [&](const KeyRing& ring) {
    const bool meant = ring.purpose() == purpose || (of_pair(purpose) && of_pair(ring.purpose()));
    return with_lines(ring, {}, !meant);
  });
}

}  // namespace portillon::test
