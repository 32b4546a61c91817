#pragma once
// Parts of pages: what the page code shows of the message and its code.

#include "page/step.h"
#include "page/world.h"
#include "parts/message_state.h"

namespace portillon {

View code_view(const Journey&, const Recovery&, const World&);

// What its message may be said to have become, by whether the journey is proven.
MessageStep code_message_step(const MessageStatus&, const Journey&, const World&);

// Why the journey's own code is not taken any more: too many wrong tries, or too late.
Text dead_code_text(const Recovery&, const Limits&);

}  // namespace portillon
