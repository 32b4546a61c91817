#pragma once
// Parts of pages: closing a member's access until the letter was used.

#include <optional>

#include "crypto/random.h"
#include "page/step.h"

namespace portillon {

// Every way in ends at once: sessions, journeys, the live code, the temporary password, pending
// contacts. A letter says how to get back in. nullopt: the same statements, and nothing changes;
// `subject` is then only whom the letter that never leaves is counted under.
Effects freeze(std::optional<MemberId>, const SubjectId& subject, Time now, Random&);

}  // namespace portillon
