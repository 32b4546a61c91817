#include "shell/backlog.h"

#include <charconv>

namespace portillon {
namespace {

using std::chrono::milliseconds;

// nginx has given up long before: only a clock that was moved says more.
constexpr std::chrono::minutes kBelievable{1};

bool read(std::string_view digits, std::int64_t& number) noexcept {
  const char* end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, number);
  return error == std::errc{} && stopped == end && number >= 0;
}

}  // namespace

bool Backlog::has_turn(const SessionId& id, Clock::time_point now) noexcept {
  constexpr unsigned kCountBits = 16;
  auto& place = turns_[(std::size_t{id[0]} << 8 | id[1]) % turns_.size()];
  const auto second = static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  std::uint64_t known = place;
  for (;;) {
    const bool same = known >> kCountBits == second;
    if (same && (known & ((1U << kCountBits) - 1)) >= kTurns) return false;
    const std::uint64_t next = same ? known + 1 : (second << kCountBits) + 1;
    if (place.compare_exchange_weak(known, next)) return true;
  }
}

Backlog::Beginner::Beginner(Backlog& backlog, Clock::time_point now) : backlog_(backlog) {
  const Clock::time_point ended{Clock::duration(backlog.ended_)};
  if (++backlog.beginners_ > backlog.most_beginners_ && now - ended > kRush) {
    --backlog.beginners_;
    throw Shed{};
  }
}

milliseconds waited_since(std::string_view came,
                          std::chrono::system_clock::time_point now) noexcept {
  constexpr std::size_t kDecimals = 3;
  const std::size_t dot = came.find('.');
  std::int64_t seconds = 0;
  std::int64_t decimals = 0;
  if (dot == std::string_view::npos || came.size() - dot - 1 != kDecimals ||
      !read(came.substr(0, dot), seconds) || !read(came.substr(dot + 1), decimals)) {
    return {};
  }
  const auto at = std::chrono::floor<milliseconds>(now).time_since_epoch();
  const milliseconds waited = at - milliseconds(seconds * 1000 + decimals);
  return waited > milliseconds(0) && waited < kBelievable ? waited : milliseconds(0);
}

}  // namespace portillon
