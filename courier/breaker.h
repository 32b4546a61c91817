#pragma once
// A circuit breaker: a provider that failed five times in a row is left alone for a second, then
// asked with one message; each further failure doubles the time, up to a minute. So a provider that
// is away costs others nothing, and is found again soon.

#include <chrono>
#include <mutex>

namespace portillon {

class Breaker {
 public:
  using Clock = std::chrono::steady_clock;

  // Whether a message may be tried now. The caller who hears yes must tell what came of it.
  bool admit(Clock::time_point now);
  void succeeded();
  // `spread`: 0 to 1, so that several couriers do not come back together.
  void failed(Clock::time_point now, double spread);

  // Nothing is admitted before. In the past: now.
  Clock::time_point ready_at() const;
  // From the fifth failure until the next success.
  bool down() const;
  unsigned failures() const;

 private:
  mutable std::mutex mutex_;
  unsigned failures_ = 0;  // in a row
  Clock::time_point closed_until_{};
  bool trying_ = false;  // the one message of a provider that is down
};

}  // namespace portillon
