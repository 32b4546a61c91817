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

BOOST_FIXTURE_TEST_CASE(what_another_node_is_deleting_too_ends_no_purge, Cellar) {
  apply_as("identify", {StartJourney{}});
  age("journeys", "started_at", 2h);
  const QuickerNode other(server, "DELETE", "journeys");
  BOOST_TEST(rows(run(), "journeys") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_current_contact_is_never_purged_and_a_former_one_after_90_days, Cellar) {
  server.execute(
      "UPDATE contacts SET state = NULL, ended_at = UTC_TIMESTAMP(6) WHERE contact = 71");
  age("contacts", "ended_at", 89 * 24h);
  BOOST_TEST(rows(run(), "contacts") == 0u);
  age("contacts", "ended_at", 24h);
  BOOST_TEST(rows(run(), "contacts") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_fact_goes_when_no_question_asks_for_it_and_a_vitale_serial_never,
                        Cellar) {
  const auto today = std::chrono::floor<std::chrono::days>(now());
  const auto add = [&](const std::string& kind, int days_ago) {
    const std::string day =
        days_ago < 0 ? "9999-12-31" : sql_text(today - std::chrono::days(days_ago));
    server.execute("INSERT INTO facts (member, kind, answer, dated) VALUES (7, '" + kind +
                   "', REPEAT('a', 32), '" + day + "')");
  };
  const auto window = [](std::chrono::seconds seconds) {
    return static_cast<int>(std::chrono::duration_cast<std::chrono::days>(seconds).count());
  };
  const int half = window(limits.benefit_window), whole = window(limits.contribution_window);
  add("vitale", -1);
  add("benefit", half);
  add("contribution", half + 30);
  add("payroll", whole);
  BOOST_TEST(rows(run(), "facts") == 0u);
  for (int i = 0; i < 25; ++i) add("benefit", half + 2 + i);
  add("contribution", whole + 2);
  add("payroll", whole + 2);
  BOOST_TEST(rows(run(), "facts") == 27u);
  static constexpr Query<Params<>, Row<std::uint64_t>> kLeft{
      "SELECT COUNT(*) FROM facts WHERE member = 7", accounts("admin")};
  BOOST_TEST(count(kLeft) == 4u);
}

BOOST_FIXTURE_TEST_CASE(rows_that_stay_are_not_read_however_many_they_are, Cellar) {
  static constexpr Query<Params<>, Row<std::uint64_t>> kReads{
      "SELECT CAST(SUM(variable_value) AS UNSIGNED) FROM information_schema.session_status "
      "WHERE variable_name LIKE 'HANDLER_READ%'",
      accounts("admin")};
  const auto fill = [&](unsigned members) {
    const std::string several = " FROM seq_1_to_" + std::to_string(members);
    const std::string soon = "UTC_TIMESTAMP(6) + INTERVAL 1 DAY";
    server.execute(
        "INSERT INTO facts (member, kind, answer, dated) SELECT seq + 100, 'benefit', "
        "REPEAT('a', 32), CURRENT_DATE" +
        several);
    server.execute(
        "INSERT INTO contacts (member, type, state, value_sealed, mask_sealed, "
        "destination) SELECT seq + 100, 'email', 'current', '', '', ''" +
        several);
    server.execute("INSERT INTO allowances (bucket, used, ends_at) SELECT LPAD(seq, 32, '0'), 1, " +
                   soon + several);
    server.execute(
        "INSERT INTO sign_ins (subject, version, failures, last_failure_at, "
        "failures_today, day_started_at, purge_at) SELECT LPAD(seq, 32, '0'), 1, 1, " +
        soon + ", 1, " + soon + ", " + soon + several);
    server.execute(
        "INSERT INTO facts (member, kind, answer, dated) SELECT seq, 'benefit', "
        "REPEAT('b', 32), '2020-01-01' FROM seq_1_to_20");
  };
  const auto reads = [&] {
    const auto before = std::get<0>(connection.one(kReads).value());
    BOOST_TEST(rows(purge(connection, limits), "facts") == 20u);
    return std::get<0>(connection.one(kReads).value()) - before;
  };
  fill(100);
  const auto few = reads();
  for (const auto* table : {"facts", "contacts", "allowances", "sign_ins"}) {
    server.execute(std::string("DELETE FROM ") + table);
  }
  fill(5000);
  const auto many = reads();
  BOOST_TEST(many < few + 20, few << " rows read beside 100, " << many << " beside 5000");
}

BOOST_AUTO_TEST_SUITE_END()
