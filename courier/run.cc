#include "courier/run.h"

#include <algorithm>
#include <thread>
#include <vector>

#include "courier/board.h"

namespace portillon {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kIdle{1000};
constexpr milliseconds kFirstAway{250};
constexpr milliseconds kLongestAway{5000};
// Within this a crashed courier's messages are taken up again. It covers one handing over, and
// noting it while the database is away for a moment; who comes later than that writes nothing (see
// Claimed::lease). Of several that were claimed together none is begun when it could not end.
constexpr std::chrono::seconds kLease = kHandoverWithin + std::chrono::seconds(10);
constexpr std::chrono::minutes kTend{1};
constexpr unsigned kMostAtOnce = 8;

// One channel's messages, as one thread sees them.
class Lane {
 public:
  Lane(Channel channel, Dispatch& dispatch, const Equipment& with, Bell& bell,
       const std::stop_token& stop)
      : channel_(channel), dispatch_(dispatch), with_(with), bell_(bell), stop_(stop) {}

  void turn();
  // By the first lane of a channel alone.
  void tends() { tends_ = true; }

 private:
  void tend();
  void deliver_all(const std::vector<Claimed>& claimed, Clock::time_point since);

  Channel channel_;
  Dispatch& dispatch_;
  const Equipment& with_;
  Bell& bell_;
  const std::stop_token& stop_;
  // One at a time while few wait, so that several lanes share them; more in a crowd, so that
  // claiming costs less.
  unsigned at_once_ = 1;
  bool tends_ = false;
  Clock::time_point tend_at_{};  // the next time
};

void Lane::tend() {
  const auto now = Clock::now();
  if (!tends_ || now < tend_at_) return;
  with_.transport.tend(channel_, dispatch_);
  tend_at_ = now + kTend;
}

void Lane::turn() {
  tend();
  const auto ready_at = with_.transport.ready_at(channel_);
  const auto now = Clock::now();
  if (ready_at > now) {
    const auto wait = std::min<Clock::duration>(ready_at - now, kIdle);
    return bell_.wait(channel_, std::chrono::ceil<milliseconds>(wait), stop_);
  }
  const std::vector<Claimed> claimed = dispatch_.claim(at_once_, kLease, channel_);
  if (claimed.empty()) {
    at_once_ = 1;
    return bell_.wait(channel_, kIdle, stop_);
  }
  const bool crowd = claimed.size() == at_once_;
  if (crowd) bell_.ring(channel_);  // there may be more: another lane looks meanwhile
  at_once_ = crowd ? std::min(at_once_ * 2, kMostAtOnce) : 1;
  deliver_all(claimed, now);
}

void Lane::deliver_all(const std::vector<Claimed>& claimed, Clock::time_point since) {
  bool first = true;
  for (const Claimed& message : claimed) {
    const bool in_time = Clock::now() < since + (kLease - kHandoverWithin);
    if (first || (in_time && !stop_.stop_requested())) {
      deliver(message, dispatch_, with_);
    } else {
      dispatch_.given_back(message);
    }
    first = false;
  }
}

}  // namespace

void run_lane(Channel channel, Dispatch& dispatch, const Equipment& with, Bell& bell,
              const std::stop_token& stop, bool first) {
  Lane lane(channel, dispatch, with, bell, stop);
  if (first) lane.tends();
  milliseconds away{0};  // how long to wait for the database
  while (!stop.stop_requested()) {
    try {
      lane.turn();
      if (away.count() > 0) with.log.write("database_back", {{"lane", name_of(channel)}});
      away = milliseconds{0};
    } catch (const StorageError& error) {
      if (away.count() == 0) {
        with.log.write("database_away", {{"lane", name_of(channel)}, {"what", error.what()}});
      }
      away = std::clamp(away * 2, kFirstAway, kLongestAway);
      bell.wait(channel, away, stop);
    }
  }
}

void run_lanes(const Connect& connect, const Equipment& with, const Lanes& lanes, Bell& bell,
               const std::stop_token& stop) {
  std::vector<std::jthread> threads;
  const auto add = [&](Channel channel, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      threads.emplace_back(
          [&, channel, first = i == 0] { run_lane(channel, *connect(), with, bell, stop, first); });
    }
  };
  add(Channel::sms, lanes.sms);
  add(Channel::email, lanes.email);
  add(Channel::letter, lanes.letter);
  std::uint64_t run = 0;
  for (int i = 0; i < 2; ++i) run = (run << 32) | random_below(with.random, 0xFFFFFFFF);
  threads.emplace_back([&, run] { run_board(*connect(), with.transport, run, stop); });
}

}  // namespace portillon
