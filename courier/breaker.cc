#include "courier/breaker.h"

#include <algorithm>

namespace portillon {
namespace {

constexpr unsigned kFailures = 5;
constexpr std::chrono::milliseconds kFirst{1000};
constexpr std::chrono::milliseconds kLongest{60'000};
// While one message is asking, the others look again after so long.
constexpr std::chrono::milliseconds kWhileTrying{250};

}  // namespace

bool Breaker::admit(Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  if (failures_ < kFailures) return true;
  if (trying_ || now < closed_until_) return false;
  trying_ = true;
  return true;
}

void Breaker::succeeded() {
  const std::scoped_lock lock(mutex_);
  failures_ = 0;
  trying_ = false;
}

// What was on its way when the breaker opened fails too, and tells nothing new.
void Breaker::failed(Clock::time_point now, double spread) {
  const std::scoped_lock lock(mutex_);
  if (failures_ >= kFailures && !trying_) return;
  trying_ = false;
  ++failures_;
  if (failures_ < kFailures) return;
  const unsigned doublings = std::min(failures_ - kFailures, 10U);
  const auto whole = std::min(kFirst * (1U << doublings), kLongest);
  closed_until_ = now + std::chrono::duration_cast<Clock::duration>(whole * (0.75 + 0.5 * spread));
}

Breaker::Clock::time_point Breaker::ready_at() const {
  const std::scoped_lock lock(mutex_);
  if (failures_ < kFailures) return {};
  return trying_ ? std::max(closed_until_, Clock::now() + kWhileTrying) : closed_until_;
}

bool Breaker::down() const {
  const std::scoped_lock lock(mutex_);
  return failures_ >= kFailures;
}

unsigned Breaker::failures() const {
  const std::scoped_lock lock(mutex_);
  return failures_;
}

}  // namespace portillon
