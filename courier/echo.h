#pragma once
// Messages to nobody (a stranger's, or of a member with nothing on file) take as long and end as
// the last real one of their channel did. Without this the page that shows whether a message has
// left would tell members from strangers, by its time and whenever a provider is down.

#include <array>
#include <chrono>
#include <mutex>
#include <optional>

#include "courier/transport.h"

namespace portillon {

class Echo {
 public:
  using Clock = std::chrono::steady_clock;

  void heard(Channel, const Handover&, Clock::duration took);
  // What is about one destination alone leaves nobody's accepted; that the provider is down is
  // forgotten after a minute without a real one.
  struct Answered {
    Handover handover;
    Clock::duration took{};
  };
  Answered answer(Channel) const;

 private:
  struct Last {
    Answered answered;
    Clock::time_point at;
  };
  mutable std::mutex mutex_;
  std::array<std::optional<Last>, 3> last_;  // by Channel
};

}  // namespace portillon
