#pragma once
// Parts of pages: why no other code is sent yet, and from when.

#include "page/message.h"
#include "page/world.h"

namespace portillon {

// `next`: what next_code_at() said.
Text code_wait_text(const Recovery&, Time next, const World&);

// The clock time, rounded up to the minute, so that whoever waits for it is not sent away again.
Moment clock_after(Time);

}  // namespace portillon
