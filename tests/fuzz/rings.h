#pragma once
// Keys that are the same in every run, so that what was sealed can stand in a corpus.

#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/keyring.h"

namespace portillon::fuzz {

inline KeyRing ring_of(std::string_view purpose, char byte = 'k') {
  return KeyRing::parse(purpose, "fuzz",
                        Secret::from("7:" + to_base64url(std::string(kKeySize, byte)) +
                                     "\n3:" + to_base64url(std::string(kKeySize, 'o')) + "\n"));
}

}  // namespace portillon::fuzz
