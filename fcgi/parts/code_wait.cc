#include "parts/code_wait.h"

#include "message_ids.h"
#include "parts/recovery_limits.h"

namespace portillon {
namespace {

Time whole_minute_after(Time time) { return std::chrono::ceil<std::chrono::minutes>(time); }

}  // namespace

Text code_wait_text(const Recovery& recovery, Time next, const World& world) {
  const Limits& limits = world.settings.limits;
  if (codes_of_the_day_are_sent(recovery, limits, world.now)) {
    const bool letter = !next_letter_at(recovery, limits, world.now);
    return {letter ? msg::code_wait_day : msg::code_wait_day_alone,
            {{"count", std::to_string(limits.codes_a_day)},
             {"time", date_and_clock_of(whole_minute_after(next))}}};
  }
  return {msg::code_wait_minute, {{"time", clock_after(next)}}};
}

Moment clock_after(Time time) { return clock_of(whole_minute_after(time)); }

}  // namespace portillon
