#pragma once
// Sending a code to a contact that is not the member's yet, within the limits.

#include <optional>
#include <vector>

#include "page/step.h"
#include "page/world.h"

namespace portillon {

struct VerificationTarget {
  ContactType type = ContactType::email;  // email or mobile
  Digest destination{};
};

struct TooManySends {
  Text text;
  std::chrono::seconds wait;
};

// What stands against sending a code to each of these now; nullopt: nothing.
std::optional<TooManySends> sends_refused(const std::vector<VerificationTarget>&, MemberId,
                                          const World&);

// What each step that sends verifications spends, once: so that parallel requests cannot beat the
// pause between two sends, nor with it the number in a day.
Spend verification_pause(MemberId, const Limits&);

// The message with this key, and the use of its destination. The pending contact names `key`.
Effects verification_effects(const VerificationTarget&, MessageKey key, const FullSession&,
                             const World&);

}  // namespace portillon
