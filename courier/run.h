#pragma once
// The courier's loop: one lane per channel, each with a thread and a database connection of its
// own, so that a slow gateway delays nothing but its own messages.

#include <functional>
#include <memory>
#include <stop_token>

#include "courier/deliver.h"

namespace portillon {

// Called once per lane, in the lane's thread.
using Connect = std::function<std::shared_ptr<Dispatch>()>;

// Claims and delivers until asked to stop; then finishes the message in hand and returns. Looks for
// new messages four times a second when there are none; goes on by itself when the database was
// away.
void run_lane(Channel, Dispatch&, const Equipment&, const std::stop_token&);

// All lanes; returns when each has.
void run_lanes(const Connect&, const Equipment&, const std::stop_token&);

}  // namespace portillon
