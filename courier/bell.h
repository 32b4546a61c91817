#pragma once
// What lanes sleep by: rung for a channel when a message was queued, they look at once; otherwise
// they look each time that `wait` ends by itself.

#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "page/types.h"

namespace portillon {

class Bell {
 public:
  // Wakes one lane of the channel; none asleep: the next one that wants to sleep goes on.
  void ring(Channel);
  void ring_all();
  // Until rung, until asked to stop, or for so long.
  void wait(Channel, std::chrono::milliseconds, const std::stop_token&);

 private:
  struct Rope {
    std::condition_variable_any pulled;
    bool rung = false;
  };
  std::mutex mutex_;
  std::array<Rope, 3> ropes_;  // by Channel
};

// Until asked to stop: rings for each datagram of shell/wake.h that comes in at `descriptor`, a
// socket; other bytes are passed over. Any other descriptor: returns at once.
void listen_for_wakes(int descriptor, Bell&, const std::stop_token&);

}  // namespace portillon
