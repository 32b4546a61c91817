#pragma once
// Whether a program's workers make progress: noted by them, told on a socket of its own by the main
// thread, which serves nobody and so always has time.

#include <atomic>
#include <chrono>
#include <string_view>
#include <vector>

namespace portillon {

// What comes back on /run/portillon/alive/STEM.sock: one of these, then the end.
inline constexpr std::string_view kBeats = "ok\n";
inline constexpr std::string_view kStands = "stuck\n";

class Pulse {
 public:
  using Clock = std::chrono::steady_clock;
  // A request that takes longer was given up by nginx (fastcgi_read_timeout).
  static constexpr std::chrono::seconds kPatience{15};

  explicit Pulse(unsigned workers) : since_(workers) {}

  // Of one worker, 0 and on.
  void begin(unsigned worker, Clock::time_point now = Clock::now()) noexcept;
  void end(unsigned worker) noexcept { since_[worker] = 0; }

  // False when every worker has been at one and the same request for longer than kPatience.
  bool beats(Clock::time_point now = Clock::now()) const noexcept;

 private:
  std::vector<std::atomic<Clock::rep>> since_;  // 0: waits for a request
};

// The socket that systemd passes under the name "alive", non-blocking; -1 where there is none.
int alive_socket();

// Answers all who ask at this moment; never waits.
void tell(int alive, const Pulse&) noexcept;

}  // namespace portillon
