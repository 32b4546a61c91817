#pragma once
// The identifier that an operator types unseen, as the pseudonym of its member.

#include "crypto/keyring.h"
#include "page/types.h"

namespace portillon {

// Ring "index". Throws StartError: nothing was typed, or no identifier.
Lookup typed_subject(const Keys& keys);

}  // namespace portillon
