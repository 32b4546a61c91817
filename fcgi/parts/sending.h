#pragma once
// Parts of pages: what asking for a code or a temporary password changes. Limits are the caller's
// to check on the same snapshot; saving that snapshot guards them against requests at the same
// time.

#include "page/step.h"
#include "page/world.h"

namespace portillon {

// A new code by sms or email, any earlier one of the subject dead; the journey goes to code.
Effects send_code(Journey, Recovery, Channel, const World&);

// A temporary password by the channel of the code that was right; the journey goes to sent.
Effects send_temporary(Journey, Recovery, const World&);

// A temporary password by post; the journey goes to sent.
Effects send_letter(Journey, Recovery, const World&);

// The member is told that somebody tries: once in 24 h, by SMS and by e-mail, each only if it is on
// file. Never by post: without either no code ever left, and nothing could be guessed.
Effects warn_of_tries(const Journey&, const Recovery&, const World&);

// Whether the subject's live code is the one that this very journey asked for last.
bool is_of(const std::optional<LiveCode>&, const Journey&);
bool is_alive(const LiveCode&, const Limits&, Time now);

}  // namespace portillon
