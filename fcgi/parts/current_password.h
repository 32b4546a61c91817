#pragma once
// The member's own password typed again inside a full session. Wrong ones are counted for that
// session, not for the member: somebody at a browser left open cannot guess on, and nobody outside
// can lock the member out of it.

#include <chrono>
#include <optional>
#include <string_view>

#include "page/step.h"
#include "page/world.h"

namespace portillon {

struct CurrentPassword {
  bool right = false;
  Effects effects;  // to apply in either case
  // Unless right:
  std::optional<Text> problem;
  std::optional<std::chrono::seconds> wait;  // throttled: nothing was compared
};

// At most one Argon2id computation. `where`: the page's stem, for the audit trail.
CurrentPassword check_current_password(std::string_view typed, const FullSession&,
                                       const Credentials&, std::string_view where, const World&);

}  // namespace portillon
