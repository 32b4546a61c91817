#include "store/purge.h"

#include <boost/test/unit_test.hpp>

#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

std::uint64_t rows(const std::vector<Purged>& purged, std::string_view table) {
  for (const Purged& one : purged) {
    if (one.table == table) return one.rows;
  }
  BOOST_FAIL("no such table");
  return 0;
}

struct Cellar : Town {
  Connection connection = as("admin");
  AuditKeeper keeper{connection, keys, random, "jdupont"};
  std::vector<Purged> run() {
    auto purged = purge(connection, limits, 10);
    purged.push_back({"audit", purge_audit(connection, keeper, 10).rows});
    return purged;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(purging)

BOOST_FIXTURE_TEST_CASE(what_lives_is_kept, Cellar) {
  Recovery recovery;
  recovery.subject = digest(1);
  FullSession session;
  session.member = kMarie;
  Queue order;
  order.key = 5;
  apply_as("identify", {StartJourney{}, Spend{{"a", 3, 1h}}});
  apply_as("code", {SaveRecovery{recovery}, order, Audit{Event::code_right, digest(1), {}}});
  apply_as("sign_in", {StartSession{session}, SaveSignIns{{digest(1), 0, 1, now(), 1, now()}}});
  for (const Purged& purged : run()) BOOST_TEST(purged.rows == 0u, purged.table);
}

BOOST_FIXTURE_TEST_CASE(what_expired_goes_in_small_batches, Cellar) {
  Effects effects;
  for (unsigned i = 0; i < 25; ++i) effects.emplace_back(Audit{Event::code_right, digest(i), {}});
  apply_as("code", effects);
  age("audit", "at", 365 * 24h);
  const auto purged = run();
  BOOST_TEST(rows(purged, "audit") == 25u);
}

BOOST_FIXTURE_TEST_CASE(codes_go_after_2_days_and_letters_after_400, Cellar) {
  Queue code;
  code.key = 1;
  Queue letter;
  letter.key = 2;
  letter.kind = MessageKind::temporary;
  letter.channel = Channel::letter;
  apply_as("code", {code, letter});
  age("outbox", "purge_at", 48h);
  BOOST_TEST(rows(run(), "outbox") == 1u);
  age("outbox", "purge_at", 397 * 24h);
  BOOST_TEST(rows(run(), "outbox") == 0u);
  age("outbox", "purge_at", 24h);
  BOOST_TEST(rows(run(), "outbox") == 1u);
}

BOOST_FIXTURE_TEST_CASE(wrong_codes_are_remembered_until_a_success, Cellar) {
  Recovery recovery;
  recovery.subject = digest(1);
  recovery.wrong_in_a_row = 1;
  apply_as("code", {SaveRecovery{recovery}});
  age("recoveries", "purge_at", 10000 * 24h);
  BOOST_TEST(rows(run(), "recoveries") == 0u);
  recovery.version = 1;
  recovery.wrong_in_a_row = 0;
  apply_as("code", {SaveRecovery{recovery}});
  age("recoveries", "purge_at", 2 * 24h);
  BOOST_TEST(rows(run(), "recoveries") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_failed_answer_is_remembered_for_its_30_days, Cellar) {
  Recovery recovery;
  recovery.subject = digest(1);
  recovery.proof_failed_at = now();
  apply_as("prove", {SaveRecovery{recovery}});
  age("recoveries", "purge_at", 30 * 24h);
  BOOST_TEST(rows(run(), "recoveries") == 0u);
  age("recoveries", "purge_at", 2 * 24h);
  BOOST_TEST(rows(run(), "recoveries") == 1u);
}

BOOST_FIXTURE_TEST_CASE(journeys_sessions_and_allowances_go_when_they_are_over, Cellar) {
  FullSession session;
  session.member = kMarie;
  apply_as("identify", {StartJourney{}, Spend{{"a", 3, 1h}}});
  apply_as("sign_in", {StartSession{session}});
  age("journeys", "started_at", 2h);
  age("sessions", "started_at", 12h);
  age("allowances", "ends_at", 1h);
  const auto purged = run();
  BOOST_TEST(rows(purged, "journeys") == 1u);
  BOOST_TEST(rows(purged, "sessions") == 1u);
  BOOST_TEST(rows(purged, "allowances") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_current_contact_is_never_purged_and_a_former_one_after_90_days, Cellar) {
  server.execute(
      "UPDATE contacts SET state = NULL, ended_at = UTC_TIMESTAMP(6) WHERE contact = 71");
  age("contacts", "ended_at", 89 * 24h);
  BOOST_TEST(rows(run(), "contacts") == 0u);
  age("contacts", "ended_at", 24h);
  BOOST_TEST(rows(run(), "contacts") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
