#include "parts/recovery_limits.h"

#include <algorithm>
#include <chrono>

namespace portillon {
namespace {

using std::chrono::hours;

// When fewer than `most` of the times (newest last) lie within `window` again.
std::optional<Time> free_again(const std::vector<Time>& times, unsigned most,
                               std::chrono::seconds window, Time now) {
  if (most == 0) return now + window;
  if (times.size() < most) return std::nullopt;
  const Time at = times[times.size() - most] + window;
  if (at <= now) return std::nullopt;
  return at;
}

std::optional<Time> after_letters(const std::vector<Time>& letters, const Limits& limits,
                                  Time now) {
  return std::max(free_again(letters, limits.letters_a_fortnight, hours(14 * 24), now),
                  free_again(letters, limits.letters_a_year, hours(365 * 24), now));
}

}  // namespace

std::optional<Time> next_code_at(const Recovery& recovery, const Limits& limits, Time now) {
  return std::max(free_again(recovery.codes_sent, 1, limits.between_sends, now),
                  free_again(recovery.codes_sent, limits.codes_a_day, hours(24), now));
}

bool codes_of_the_day_are_sent(const Recovery& recovery, const Limits& limits, Time now) {
  return free_again(recovery.codes_sent, limits.codes_a_day, hours(24), now).has_value();
}

std::optional<Time> next_letter_at(const Recovery& recovery, const Limits& limits, Time now) {
  return after_letters(recovery.letters, limits, now);
}

std::optional<Time> next_letter_to_member_at(const Recovery& recovery, const Limits& limits,
                                             Time now) {
  return after_letters(recovery.letters_that_came, limits, now);
}

std::optional<Time> next_answer_at(const Recovery& recovery, const Limits& limits, Time now) {
  if (!recovery.proof_failed_at) return std::nullopt;
  const Time at = *recovery.proof_failed_at + limits.proof_wait;
  if (at <= now) return std::nullopt;
  return at;
}

bool letter_only(const Recovery& recovery, const Limits& limits) {
  return recovery.wrong_in_a_row >= limits.wrong_codes_in_a_row;
}

}  // namespace portillon
