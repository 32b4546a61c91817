#include "store/purge.h"

#include "store/drain.h"
#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};
constexpr auto kFormerContactsKept = 90 * kDay;  // a notice may still be on its way there

std::uint64_t purge_facts(Connection& connection, const Limits& limits, Time now, unsigned batch) {
  std::uint64_t rows = 0;
  for (const FactKind kind : {FactKind::benefit, FactKind::contribution, FactKind::payroll}) {
    const auto oldest = oldest_asked(kind, limits, now);
    rows += drain(batch, [&] {
      return connection.run(sql::kPurgeFacts, std::string(name_of(kind)), oldest, batch);
    });
  }
  return rows;
}

}  // namespace

std::chrono::sys_days oldest_asked(FactKind kind, const Limits& limits, Time now) {
  const auto window =
      kind == FactKind::benefit ? limits.benefit_window : limits.contribution_window;
  return std::chrono::floor<std::chrono::days>(now - window) - std::chrono::days(1);
}

std::vector<Purged> purge(Connection& connection, const Limits& limits, unsigned batch,
                          const std::function<void(std::uint64_t)>& told) {
  std::uint64_t all = 0;
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
      {"member_requests", sql::kPurgeRequests, now},
  };
  std::vector<Purged> result;
  for (const auto& kind : kinds) {
    result.push_back({kind.table, drain(batch, [&] {
                        const auto rows = connection.run(kind.query, kind.until, batch);
                        told(all += rows);
                        return rows;
                      })});
  }
  result.push_back({"facts", purge_facts(connection, limits, now, batch)});
  return result;
}

AuditKeeper::Cut purge_audit(Connection& connection, AuditKeeper& keeper, unsigned batch) {
  return keeper.cut(read_clock(connection) - kAuditKept, batch);
}

}  // namespace portillon
