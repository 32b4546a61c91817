#pragma once
// Rotating keys that stand in memory, as `portillon keys rotate` and `retire` do in files.

#include <string_view>

#include "crypto/keyring.h"

namespace portillon::test {

// `keys` with a new first key for the purpose (for both halves of the courier's pair).
Keys rotated(const Keys& keys, std::string_view purpose);

// `keys` without the old ones of the purpose.
Keys retired(const Keys& keys, std::string_view purpose);

}  // namespace portillon::test
