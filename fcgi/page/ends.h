#pragma once
// When a journey or session ends: by the clock of the database, which saw it last at `seen_at`.

#include <algorithm>

#include "page/session.h"
#include "page/settings.h"

namespace portillon {

struct Ends {
  Time idle;   // unless something is done before; every request that is served puts it off
  Time whole;  // whatever is done

  Time first() const { return std::min(idle, whole); }
  bool can_be_put_off() const { return idle < whole; }
};

inline Ends ends_of(const Journey& journey, const Limits& limits) {
  const bool limited = journey.stage == Stage::new_password;
  return {journey.seen_at + limits.journey_idle,
          journey.started_at + (limited ? limits.limited_session : limits.journey_whole)};
}

inline Ends ends_of(const FullSession& session, const Limits& limits) {
  return {session.seen_at + limits.session_idle, session.started_at + limits.session_whole};
}

}  // namespace portillon
