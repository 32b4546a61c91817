#pragma once
// What follows from a message's kind for its way.

#include <chrono>

#include "page/dispatch.h"
#include "page/settings.h"

namespace portillon {

// How long after it was asked for a message is still worth sending.
std::chrono::seconds of_use(const Claimed&, const Limits&);

// Somebody waits for these before a page that a stranger sees as well, or behind them: what tells
// of tries must not keep the lane busy for members alone.
bool has_decoy_course(MessageKind);

}  // namespace portillon
