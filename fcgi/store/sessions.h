#pragma once
// Journeys and full sessions as cookies name them: loaded only if alive, with the time of the
// database's clock from the same round trip. Being seen is written down at most once a minute.

#include <optional>

#include "page/session.h"
#include "page/settings.h"
#include "store/connection.h"

namespace portillon {

template <typename T>
struct Loaded {
  Time now{};
  std::optional<T> row;  // nullopt: unknown, ended, expired, or its member is gone or frozen
};

Time read_clock(Connection&);
Loaded<Journey> load_journey(Connection&, const SessionId&, const Limits&);
Loaded<FullSession> load_session(Connection&, const SessionId&, const Limits&);

}  // namespace portillon
