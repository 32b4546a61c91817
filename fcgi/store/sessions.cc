#include "store/sessions.h"

#include "page/ends.h"
#include "store/queries_sessions.h"

namespace portillon {
namespace {

constexpr std::chrono::seconds kTouchEvery{60};

template <typename T>
bool alive(const T& row, const Limits& limits, Time now) {
  return now < ends_of(row, limits).first();
}

// True when it is to be written down.
template <typename T>
bool seen_anew(T& row, Time now) {
  if (now < row.seen_at + kTouchEvery) return false;
  row.seen_at = now;
  return true;
}

// Another request of the same visitor may be noting it at this moment, on another node.
void touch(Connection& connection, const auto& query, Time now, const SessionId& id) {
  try {
    connection.run(query, now, id);
  } catch (const Conflict&) {
  }
}

}  // namespace

Time read_clock(Connection& connection) { return std::get<0>(connection.one(sql::kNow).value()); }

Loaded<Journey> load_journey(Connection& connection, const SessionId& id, const Limits& limits) {
  auto [now, version, stage, subject, member, kind, first_access, proven, channel, message, typed,
        temporary_hash, started_at, seen_at] = connection.one(sql::kFindJourney, id).value();
  if (!version) return {now, std::nullopt};
  // A name in the database that this program does not know ends the row's life, not the program's.
  const auto at = stage_from(stage.value());
  const auto of = kind_from(kind.value());
  if (!at || !of) return {now, std::nullopt};
  Journey journey{id,
                  *version,
                  *at,
                  subject.value(),
                  member.value(),
                  *of,
                  first_access.value(),
                  proven.value(),
                  channel ? channel_from(*channel) : std::nullopt,
                  message,
                  std::move(typed).value(),
                  temporary_hash,
                  started_at.value(),
                  seen_at.value()};
  if (!alive(journey, limits, now)) return {now, std::nullopt};
  if (seen_anew(journey, now)) touch(connection, sql::kTouchJourney, now, id);
  return {now, std::move(journey)};
}

Loaded<FullSession> load_session(Connection& connection, const SessionId& id,
                                 const Limits& limits) {
  auto [now, version, member, subject, public_id, confirmed, password_changed, wanted, device,
        authenticated_at, started_at, seen_at] = connection.one(sql::kFindSession, id).value();
  if (!version) return {now, std::nullopt};
  FullSession session{id,
                      *version,
                      member.value(),
                      subject.value(),
                      std::move(public_id).value(),
                      confirmed.value(),
                      password_changed.value(),
                      std::move(wanted).value(),
                      std::move(device).value(),
                      authenticated_at.value(),
                      started_at.value(),
                      seen_at.value()};
  if (!alive(session, limits, now)) return {now, std::nullopt};
  if (seen_anew(session, now)) touch(connection, sql::kTouchSession, now, id);
  return {now, std::move(session)};
}

}  // namespace portillon
