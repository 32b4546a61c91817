#include "store/purge.h"

#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};
constexpr auto kFormerContactsKept = 90 * kDay;  // a notice may still be on its way there

}  // namespace

std::vector<Purged> purge(Connection& connection, const Limits& limits, unsigned batch) {
  const Time now = read_clock(connection);
  const struct {
    std::string_view table;
    const sql::Purge& query;
    Time until;
  } kinds[] = {
      {"allowances", sql::kPurgeAllowances, now},
      {"recoveries", sql::kPurgeRecoveries, now},
      {"sign_ins", sql::kPurgeSignIns, now},
      {"contacts", sql::kPurgeContacts, now - kFormerContactsKept},
      {"journeys", sql::kPurgeJourneys,
       now - std::max(limits.journey_whole, limits.limited_session)},
      {"sessions", sql::kPurgeSessions, now - limits.session_whole},
      {"outbox", sql::kPurgeOutbox, now},
      {"providers", sql::kPurgeProviders, now - kDay},  // couriers that are gone
  };
  std::vector<Purged> result;
  for (const auto& kind : kinds) {
    Purged& purged = result.emplace_back(Purged{kind.table, 0});
    std::uint64_t rows = 0;
    do {
      rows = connection.run(kind.query, kind.until, batch);
      purged.rows += rows;
    } while (rows == batch);
  }
  return result;
}

AuditKeeper::Cut purge_audit(Connection& connection, AuditKeeper& keeper, unsigned batch) {
  return keeper.cut(read_clock(connection) - kAuditKept, batch);
}

}  // namespace portillon
