#pragma once
// `portillon restored`: the database was put back from a dump. Sessions, codes and temporary
// passwords that had been used or ended since would be good again, and messages that had left would
// leave a second time. Passwords and contacts are those of the day of the dump:
// docs/fr/sauvegarder.md.

#include <cstdint>
#include <string>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "store/connection.h"

namespace portillon {

struct Ended {
  std::uint64_t sessions = 0;
  std::uint64_t journeys = 0;
  std::uint64_t codes = 0;
  std::uint64_t temporaries = 0;  // temporary passwords
  std::uint64_t messages = 0;     // that waited to leave
};

// In one transaction, noted in the audit trail under the operator's name. Pages and courier do not
// run meanwhile. Account admin, ring audit_admin. Throws StorageError.
Ended end_what_was_restored(Connection&, const Keys&, Random&, const std::string& by);

}  // namespace portillon
