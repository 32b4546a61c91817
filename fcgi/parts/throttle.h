#pragma once
// How wrong passwords are counted and how long one must wait after them: sign_in, and wherever the
// password is asked for again. The same for members and strangers.

#include <optional>

#include "page/records.h"
#include "page/settings.h"

namespace portillon {

// The moment from which an attempt is looked at again; nullopt: now. Free for the first
// Limits::sign_in_free failures in a row, then sign_in_wait, doubling to sign_in_longest_wait; at
// sign_ins_a_day failures until 24 h after the first of them.
std::optional<Time> throttled_until(const SignIns&, const Limits&, Time now);

SignIns with_failure(SignIns, Time now);

// A success ends the row of failures; those of the day go on counting.
SignIns with_success(SignIns);

}  // namespace portillon
