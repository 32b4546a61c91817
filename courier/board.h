#pragma once
// How the providers do, for the pages (which channels are down) and for `portillon outbox`.

#include <stop_token>

#include "courier/transport.h"
#include "page/dispatch.h"

namespace portillon {

// Writes Transport::reports() down until asked to stop: at once when a provider goes down or comes
// back, and every ten seconds. `run`: a random number, this courier's name on the board. While the
// database is away it waits.
void run_board(Dispatch&, const Transport&, std::uint64_t run, const std::stop_token&);

}  // namespace portillon
