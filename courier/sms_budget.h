#pragma once
// The caisse's SMS of a day: a hard limit on what they cost, counted over all couriers before each
// really leaves. Whoever uses them up is told apart from who only watches: log lines
// `sms_budget_warning` at 80 % and `sms_budget_spent` at the end, once a day each.

#include "page/dispatch.h"
#include "page/settings.h"
#include "shell/log.h"

namespace portillon {

bool sms_is_spent(Dispatch&, const Limits&);

// False: none is left. For `somebody` false (a stranger's message, which costs nothing) the same
// statements are run on a counter without end.
bool spend_sms(bool somebody, Dispatch&, const Limits&, const Log&);

}  // namespace portillon
