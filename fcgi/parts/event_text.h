#pragma once
// What a member reads on mon-compte about an event of the audit trail.

#include <optional>
#include <string_view>

#include "page/message.h"

namespace portillon {

// nullopt: an event of an older or newer program, or one that says nothing to a member.
std::optional<MessageId> event_text(std::string_view event);

}  // namespace portillon
