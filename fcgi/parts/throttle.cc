#include "parts/throttle.h"

#include <algorithm>

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};

// Doubling is stopped long before it overflows: whoever fails 25 times a day gets far enough.
std::chrono::seconds wait_after(unsigned failures, const Limits& limits) {
  if (failures < limits.sign_in_free) return std::chrono::seconds{0};
  std::chrono::seconds wait = limits.sign_in_wait;
  for (unsigned more = failures - limits.sign_in_free; more > 0; --more) {
    if (wait >= limits.sign_in_longest_wait) break;
    wait *= 2;
  }
  return std::min(wait, limits.sign_in_longest_wait);
}

}  // namespace

std::optional<Time> throttled_until(const SignIns& sign_ins, const Limits& limits, Time now) {
  const auto wait = wait_after(sign_ins.failures, limits);
  // By another node's clock the last failure may lie ahead: what needs no wait has none.
  Time until = wait.count() == 0 ? now : sign_ins.last_failure_at + wait;
  if (sign_ins.failures_today >= limits.sign_ins_a_day) {
    until = std::max<Time>(until, sign_ins.day_started_at + kDay);
  }
  if (until <= now) return std::nullopt;
  return until;
}

SignIns with_failure(SignIns sign_ins, Time now) {
  if (now >= sign_ins.day_started_at + kDay) {
    sign_ins.failures_today = 0;
    sign_ins.day_started_at = now;
  }
  ++sign_ins.failures;
  ++sign_ins.failures_today;
  sign_ins.last_failure_at = now;
  return sign_ins;
}

SignIns with_success(SignIns sign_ins) {
  sign_ins.failures = 0;
  return sign_ins;
}

}  // namespace portillon
