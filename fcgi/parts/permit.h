#pragma once
// Parts of sign_in: which allowance of wrong passwords an attempt uses up. A browser from which a
// member signed in well has one of its own for him; whoever comes without, shares the one of the
// number. Neither touches the other, so that no stranger can use up a member's at home; and a
// permit gives no more than the same limits once more.
//
// Marks and allowances are hashes under the browser's id, which stands in no database: rows of
// sign_ins do not tell whose browser they belong to, and keys may be rotated around them.

#include <optional>

#include "crypto/random.h"
#include "page/session.h"
#include "page/types.h"

namespace portillon {

// What SignIns::subject is for this attempt. The same work whether the permit holds or not.
SubjectId allowance_of(const std::optional<Permit>&, const SubjectId&);

// The permit after a success of the subject: made if there is none; the one that signed in longest
// ago makes room.
Permit granted(const std::optional<Permit>&, const SubjectId&, Random&);

}  // namespace portillon
