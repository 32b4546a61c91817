#include "courier/run.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace portillon {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kIdle{250};
constexpr milliseconds kLongestAway{5000};
// Within this a crashed courier's message is taken up again. One message at a time, so that a lease
// covers one handing over, and noting it while the database is away for a moment; who comes later
// than that writes nothing (see Claimed::lease).
constexpr std::chrono::seconds kLease = kHandoverWithin + std::chrono::seconds(10);

// Over at once when asked to stop.
void wait(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

// False: there was nothing to do.
bool deliver_next(Channel channel, Dispatch& dispatch, const Equipment& with) {
  const std::vector<Claimed> due = dispatch.claim(1, kLease, channel);
  for (const Claimed& claimed : due) deliver(claimed, dispatch, with);
  return !due.empty();
}

}  // namespace

void run_lane(Channel channel, Dispatch& dispatch, const Equipment& with,
              const std::stop_token& stop) {
  milliseconds away{0};  // how long to wait for the database
  while (!stop.stop_requested()) {
    try {
      const bool busy = deliver_next(channel, dispatch, with);
      if (away.count() > 0) with.log.write("database_back", {{"lane", name_of(channel)}});
      away = milliseconds{0};
      if (!busy) wait(kIdle, stop);
    } catch (const StorageError& error) {
      if (away.count() == 0) {
        with.log.write("database_away", {{"lane", name_of(channel)}, {"what", error.what()}});
      }
      away = std::clamp(away * 2, kIdle, kLongestAway);
      wait(away, stop);
    }
  }
}

void run_lanes(const Connect& connect, const Equipment& with, const std::stop_token& stop) {
  std::vector<std::jthread> lanes;
  for (const Channel channel : {Channel::sms, Channel::email, Channel::letter}) {
    lanes.emplace_back([&, channel] { run_lane(channel, *connect(), with, stop); });
  }
}

}  // namespace portillon
