#include "courier/sms_budget.h"

#include "page/buckets.h"

namespace portillon {
namespace {

constexpr unsigned kWarningPercent = 80;
constexpr unsigned kWhole = 100;

// Whichever courier comes first, and no other one, in this window.
void tell(unsigned percent, std::string_view event, const Level& level, Dispatch& dispatch,
          const Limits& limits, const Log& log) {
  const Bucket once = sms_alarm(percent, level.ends_at);
  if (dispatch.level(once).used > 0 || !dispatch.spend(once)) return;
  log.write(event, {{"level", "warning"},
                    {"used", std::int64_t{level.used}},
                    {"most", std::int64_t{limits.sms_a_day}}});
}

void watch(const Level& level, Dispatch& dispatch, const Limits& limits, const Log& log) {
  // Read after the spending, so others may have gone on meanwhile: past the end, 80 % is told too.
  if (std::uint64_t{level.used} * kWhole >= std::uint64_t{limits.sms_a_day} * kWarningPercent) {
    tell(kWarningPercent, "sms_budget_warning", level, dispatch, limits, log);
  }
  if (level.used >= limits.sms_a_day) {
    tell(kWhole, "sms_budget_spent", level, dispatch, limits, log);
  }
}

}  // namespace

bool sms_is_spent(Dispatch& dispatch, const Limits& limits) {
  const Bucket budget = sms_budget(limits);
  return dispatch.level(budget).used >= budget.most;
}

// Nobody's message looks at the members' budget too, and tells of it if it is the first to see it:
// an alarm that only members' messages stop for would show in how long those take.
bool spend_sms(bool somebody, Dispatch& dispatch, const Limits& limits, const Log& log) {
  if (!dispatch.spend(sms_budget(limits, !somebody))) return false;
  watch(dispatch.level(sms_budget(limits)), dispatch, limits, log);
  return true;
}

}  // namespace portillon
