#include "courier/echo.h"

namespace portillon {
namespace {

constexpr std::chrono::minutes kRemembered{1};

}  // namespace

void Echo::heard(Channel channel, const Handover& handover, Clock::duration took) {
  const std::scoped_lock lock(mutex_);
  last_.at(static_cast<std::size_t>(channel)) = {{handover, took}, Clock::now()};
}

Echo::Answered Echo::answer(Channel channel) const {
  const std::scoped_lock lock(mutex_);
  const auto& last = last_.at(static_cast<std::size_t>(channel));
  if (!last) return {};
  const bool down = !works(last->answered.handover.answer);
  if (down && Clock::now() - last->at < kRemembered) return last->answered;
  return {{Answer::accepted, {}, last->answered.handover.provider, {}},
          down ? Clock::duration{} : last->answered.took};
}

}  // namespace portillon
