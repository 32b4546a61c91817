#pragma once
// Sealed columns that pages may show or compare. A value that does not open is the database
// answering what it must not: StorageError.

#include <string>

#include "crypto/keyring.h"
#include "page/records.h"

namespace portillon {

// « 06 •• •• •• 12 ». Ring mask.
std::string mask_of(const Contact&, MemberId, const Keys&);

}  // namespace portillon
