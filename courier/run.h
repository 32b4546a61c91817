#pragma once
// The courier's loop: some lanes for each channel, each with a thread and a database connection of
// its own, so that a slow gateway delays nothing but its own messages; and the board's.

#include <functional>
#include <memory>
#include <stop_token>

#include "courier/bell.h"
#include "courier/deliver.h"

namespace portillon {

// Called once per thread, in that thread.
using Connect = std::function<std::shared_ptr<Dispatch>()>;

// How many messages of a channel are handed over at the same time.
struct Lanes {
  unsigned sms = 1;
  unsigned email = 1;
  unsigned letter = 1;  // one: a printing house takes a batch a day
};

// Claims and delivers until asked to stop; then finishes the message in hand, gives back what else
// it claimed, and returns. Sleeps by the bell, and looks once a second all the same: for what was
// put off, queued on another machine, or left by a courier that died. Claims nothing while nobody
// could carry it. Goes on by itself when the database was away.
// `first`: of its channel; it also tends the transport.
void run_lane(Channel, Dispatch&, const Equipment&, Bell&, const std::stop_token&,
              bool first = true);

// All of it; returns when each thread has.
void run_lanes(const Connect&, const Equipment&, const Lanes&, Bell&, const std::stop_token&);

}  // namespace portillon
