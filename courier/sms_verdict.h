#pragma once
// What a gateway's answer means, by its description.

#include "courier/sms_description.h"
#include "courier/transport.h"

namespace portillon {

// Handover::provider stays empty. Only the words of this file become reasons: nothing that a
// gateway says reaches a log.
Handover verdict(const SmsDescription&, const HttpReply&);

}  // namespace portillon
