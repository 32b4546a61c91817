// A credential file with keys.
#include <algorithm>

#include "crypto/bytes.h"
#include "crypto/keyring.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

std::string printed(const KeyRing& ring) {
  std::string lines;
  for (const Key& key : ring.all()) {
    const Secret line = key_line(key);
    lines.append(line.reveal()).append("\n");
  }
  return lines;
}

bool same(const Key& a, const Key& b) {
  return a.id == b.id && a.made == b.made && equal(a.bytes.reveal(), b.bytes.reveal());
}

}  // namespace

void keyring(std::string_view input) {
  try {
    const KeyRing ring = KeyRing::parse("visit", "a file", Secret::from(std::string(input)));
    must(!ring.all().empty(), "a ring has a key");
    for (const Key& key : ring.all()) {
      must(key.id > 0 && key.bytes.size() == kKeySize, "a key has its id and its size");
      must(ring.find(key.id) == &key, "and is found by it");
    }
    const KeyRing again = KeyRing::parse("visit", "a file", Secret::from(printed(ring)));
    must(std::ranges::equal(ring.all(), again.all(), same), "what is written is read back");
  } catch (const KeyError& error) {
    const std::string_view what = error.what();
    must(what.starts_with("a file") && what.size() < 100, "an error names the place, never a key");
  }
}

}  // namespace portillon::fuzz
