#pragma once
// Parts of pages: what all members use up together, and what a page does once it is used up. The
// same for strangers, whose wrong codes count as well.

#include <optional>

#include "page/request.h"
#include "page/step.h"
#include "page/world.h"

namespace portillon {

// Too many wrong codes in the caisse: until when none is taken and none is sent.
std::optional<Time> codes_closed_until(const World&);

// Too many wrong codes from this network: until when it may not try.
std::optional<Time> network_closed_until(const Request&, const World&);

// The caisse's SMS of the day are used up.
bool sms_is_spent(const World&);

// What one wrong code uses up of both. The one that takes the caisse's last also says so in the
// audit trail, exactly once however many come at the same moment.
Effects spend_wrong_code(const Request&, const SubjectId&, const World&);

}  // namespace portillon
