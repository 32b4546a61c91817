#pragma once
// Parts of pages: what may be asked for when, by what is remembered about one subject. The same for
// members and strangers.

#include <optional>

#include "page/records.h"
#include "page/settings.h"

namespace portillon {

// Each gives the first moment at which it is possible again; nullopt: it is possible now.
std::optional<Time> next_code_at(const Recovery&, const Limits&, Time now);
std::optional<Time> next_letter_at(const Recovery&, const Limits&, Time now);
// For whoever is known to be the member: letters that came back do not count.
std::optional<Time> next_letter_to_member_at(const Recovery&, const Limits&, Time now);
std::optional<Time> next_answer_at(const Recovery&, const Limits&, Time now);

// As many codes were sent in 24 h as may be: next_code_at() is then hours away, not seconds.
bool codes_of_the_day_are_sent(const Recovery&, const Limits&, Time now);

// Too many wrong codes in a row: no code is sent or taken any more, only letters go.
bool letter_only(const Recovery&, const Limits&);

}  // namespace portillon
