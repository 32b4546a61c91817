#pragma once
// What waits before the workers of one page, and who is told to come back rather than served. As
// with CoDel (RFC 8289), that many come at once is no overload; that the line never ends is.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "page/session.h"

namespace portillon {

// Thrown where a request is to be answered 503 at once.
struct Shed {};

// Of one program. All of it may be called by any thread.
class Backlog {
 public:
  using Clock = std::chrono::steady_clock;
  // A rush that is over by then is served whole.
  static constexpr std::chrono::seconds kRush{2};
  // Of an older request nobody waits for the answer: nginx gives up after 15 s.
  static constexpr std::chrono::seconds kPatience{10};
  // What one journey or session may ask in a second as somebody on his way; more do no people.
  static constexpr unsigned kTurns = 10;

  // While the line does not end, beginners have half of the workers, and the others are there for
  // who is on his way; where they find beginners, these are shed.
  explicit Backlog(unsigned workers, Clock::time_point now = Clock::now())
      : most_beginners_(std::max(1U, workers / 2)) {
    ends(now);
  }

  // A worker has found nobody waiting.
  void ends(Clock::time_point now = Clock::now()) noexcept {
    ended_ = now.time_since_epoch().count();
  }
  // Whether this request of a live journey or session is one of its turns of this second.
  bool has_turn(const SessionId& id, Clock::time_point now = Clock::now()) noexcept;

  // A beginner's request while it is worked. Throws Shed.
  class Beginner {
   public:
    explicit Beginner(Backlog& backlog, Clock::time_point now = Clock::now());
    ~Beginner() { --backlog_.beginners_; }
    Beginner(const Beginner&) = delete;
    Beginner& operator=(const Beginner&) = delete;

   private:
    Backlog& backlog_;
  };

 private:
  const unsigned most_beginners_;
  std::atomic<unsigned> beginners_ = 0;
  std::atomic<Clock::rep> ended_ = 0;
  // By the first bytes of the id: the second, and the turns taken in it. Two that share a place
  // share its turns.
  std::array<std::atomic<std::uint64_t>, 4096> turns_{};
};

// How long a request waited: `came` is when nginx handed it over, in seconds with three decimals
// ($msec). 0 if it does not say, or if one of the clocks was moved meanwhile.
std::chrono::milliseconds waited_since(std::string_view came,
                                       std::chrono::system_clock::time_point now) noexcept;

}  // namespace portillon
