// A caisse of 5,000 members with a year behind it: what each statement reads is a matter of whom
// it is about and of what has happened since, not of how much is kept. tests/growth measures the
// same at millions.
#include <boost/test/unit_test.hpp>

#include "admin/key_counts.h"
#include "admin/mix.h"
#include "store/purge.h"
#include "store/queries.h"
#include "tests/store/support/rows_read.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::hours kDay{24};
constexpr MemberId kFirst = 1'000'001;  // of those who are filled in

struct Grown : Town {
  Grown() {
    // Spread evenly over a year; of two chains.
    const std::string over_a_year = "UTC_TIMESTAMP(6) - INTERVAL (5001 - seq) * 105 MINUTE";
    server.execute(
        "INSERT INTO members (member, subject, kind, public_id, identifier_sealed, name_sealed, "
        "address_sealed, password, activated_at) SELECT 1000000 + seq, UNHEX(SHA2(seq, 256)), "
        "ELT(1 + seq % 2, 'particulier', 'exploitant'), MD5(seq), REPEAT('x', 60), "
        "REPEAT('x', 60), REPEAT('x', 200), '1$argon2id', UTC_TIMESTAMP(6) FROM seq_1_to_5000");
    server.execute(
        "INSERT INTO contacts (member, type, state, current_since, value_sealed, mask_sealed, "
        "destination) SELECT 1000000 + seq, 'mobile', 'current', UTC_TIMESTAMP(6), '', '', '' "
        "FROM seq_1_to_5000");
    server.execute(
        "INSERT INTO facts (member, kind, answer, dated) SELECT 1000000 + seq, 'benefit', "
        "UNHEX(SHA2(seq, 256)), UTC_DATE() FROM seq_1_to_5000");
    server.execute(
        "INSERT INTO sessions (session, version, member, password_changed, wanted, device, "
        "authenticated_at, started_at, seen_at) SELECT UNHEX(SHA2(seq, 256)), 1, 1000000 + seq, 0, "
        "'', '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM seq_1_to_5000");
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
        "queued_at, state, priority, reference, handed_over_at, provider, provider_id, settled_as, "
        "settled_at, purge_at) SELECT seq, 'temporary', ELT(1 + seq % 3, 'sms', 'email', "
        "'letter'), UNHEX(SHA2(seq, 256)), 1000000 + seq, '', UTC_TIMESTAMP(6), " +
        over_a_year + ", 'delivered', 1, CONV(seq, 10, 36), " + over_a_year +
        ", 'kannel', seq, 'delivered', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL 9 DAY "
        "FROM seq_1_to_5000");
    server.execute(
        "INSERT INTO audit (at, event, subject, device, page, detail, chain, seq) SELECT " +
        over_a_year +
        ", 'sign_in_success', UNHEX(SHA2(seq, 256)), '', 'sign_in', '', 77 + seq % 2, seq DIV 2 "
        "FROM seq_1_to_5000");
    server.execute("ANALYZE TABLE members, contacts, facts, sessions, outbox, audit");
    const auto row = connection.one(sql::kFindSubjects, kFirst);
    subject = std::get<0>(row.value());
  }

  void few(const char* what, std::uint64_t most, const std::function<void(Connection&)>& ask) {
    const std::uint64_t rows = rows_read(connection, ask);
    BOOST_TEST_MESSAGE(what << ": " << rows << " rows");
    BOOST_TEST(rows <= most, what << " read " << rows << " rows");
  }

  Connection connection = root();
  SubjectId subject{};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(growth, Grown)

BOOST_AUTO_TEST_CASE(what_members_do_reads_what_is_theirs) {
  const Time then = now() - 30 * kDay;
  few("identify: who it is", 8, [&](auto& c) { c.one(sql::kFindEntry, subject, subject); });
  few("sign_in: who it is", 8, [&](auto& c) { c.one(sql::kFindCredentials, subject, subject); });
  few("sign_in: failures", 4, [&](auto& c) { c.one(sql::kFindSignIns, subject); });
  few("prove: a fact", 8, [&](auto& c) {
    c.one(sql::kFindFact, kFirst, std::string("benefit"), subject, subject,
          std::chrono::floor<std::chrono::days>(then));
  });
  few("channel: contacts", 8, [&](auto& c) { c.all(sql::kFindMasks, kFirst); });
  few("channel: what was sent", 8, [&](auto& c) { c.all(sql::kFindSent, subject, then); });
  few("code: the message", 4, [&](auto& c) { c.one(sql::kFindMessage, MessageKey{5}); });
  few("courier: a later one", 8, [&](auto& c) { c.one(sql::kFindLaterTemporary, subject, then); });
  few("session", 8, [&](auto& c) { c.one(sql::kFindSession, subject); });
  few("account: sessions", 8, [&](auto& c) { c.all(sql::kFindOpenSessions, kFirst, then, then); });
  few("account: events", 12, [&](auto& c) { c.all(sql::kFindEvents, kFirst, 10U); });
  few("not_me: a reference", 8,
      [&](auto& c) { c.all(sql::kFindTold, subject, subject, std::string("A1"), then); });
  few("receipt", 8,
      [&](auto& c) { c.one(sql::kFindHandedTo, std::string("kannel"), std::string("77")); });
  few("health: the oldest", 20, [&](auto& c) { c.one(sql::kFindOldestDue); });
}

BOOST_AUTO_TEST_CASE(the_courier_reads_what_is_due_and_how_the_last_ones_fared) {
  few("due", 8, [&](auto& c) { c.all(sql::kFindDue, 1U, std::string("sms"), 10U); });
  few("courses", 60, [&](auto& c) { c.all(sql::kFindCourses, std::string("sms"), 20U); });
}

BOOST_AUTO_TEST_CASE(the_desk_reads_what_is_the_members) {
  const Time then = now() - 30 * kDay;
  few("by reference", 12, [&](auto& c) { c.all(sql::kFindReferenced, std::string("A1"), then); });
  few("what is held", 40, [&](auto& c) { c.one(sql::kCountHeld, kFirst); });
  few("messages", 8, [&](auto& c) { c.all(sql::kShowMessages, subject, kFirst, then); });
  few("the trail", 8,
      [&](auto& c) { c.all(sql::kShowSubject, subject, subject, Time{}, std::uint64_t{0}, 100U); });
}

BOOST_AUTO_TEST_CASE(figures_of_a_day_read_the_day) {
  const Time then = now() - kDay;  // 14 rows of each
  few("events", 150, [&](auto& c) { c.all(sql::kCountEvents, then); });
  few("messages", 100, [&](auto& c) { c.all(sql::kCountMessages, then); });
  few("failed", 60, [&](auto& c) { c.all(sql::kShowFailed, then, 20U); });
  few("waiting", 40, [&](auto& c) { c.all(sql::kShowWaiting, then, 20U); });
  few("canaries", 20, [&](auto& c) { c.all(sql::kShowCanaries, then, 20U); });
}

// It comes every hour for ever.
BOOST_AUTO_TEST_CASE(an_anchor_reads_what_came_since_the_last_one) {
  AuditKeeper keeper(connection, keys, random, "jdupont");
  keeper.anchor();
  few("anchor", 150, [&](auto&) { keeper.anchor(); });
}

BOOST_AUTO_TEST_CASE(a_purge_reads_what_expired) {
  AuditKeeper keeper(connection, keys, random, "jdupont");
  keeper.anchor();
  few("purge of nothing", 60, [&](auto& c) { purge(c, limits); });
  few("purge of nothing in the trail", 150, [&](auto& c) { purge_audit(c, keeper); });
}

BOOST_AUTO_TEST_CASE(what_needs_which_key_is_counted_in_one_reading_of_each_table) {
  static constexpr std::string_view kColumns[] = {
      "members.subject",       "members.identifier_sealed",
      "members.name_sealed",   "members.address_sealed",
      "members.password",      "members.temporary_hash",
      "contacts.value_sealed", "contacts.mask_sealed",
      "contacts.destination",  "contacts.code_hash",
      "facts.answer",          "recoveries.code_hash",
      "journeys.typed_sealed"};
  // 5,000 rows in each of three tables, each looked up once more where it is counted.
  few("keys", 32'000, [&](auto& c) {
    KeyCounts counts(c);
    for (const std::string_view column : kColumns) {
      for (const unsigned key : {1U, 2U}) counts.rows(column, key);
    }
  });
  KeyCounts counts(connection);
  BOOST_TEST(counts.rows("members.password", 1) >= 5000U);
  BOOST_TEST(counts.rows("members.password", 2) == 0U);
}

// At each import: beside the rows of members themselves, which the cache is not to be emptied for.
BOOST_AUTO_TEST_CASE(the_mix_is_counted_in_an_index) {
  static constexpr Query<Params<>, Row<std::string>> kTable{
      "SELECT CAST(variable_value AS CHAR) FROM information_schema.session_status "
      "WHERE variable_name = 'Handler_read_rnd_next'",
      accounts("admin")};
  connection.open();
  count_mix(connection);
  const auto scanned = [&] { return std::stoull(std::get<0>(connection.one(kTable).value())); };
  const std::uint64_t before = scanned();
  const std::uint64_t own = scanned() - before;
  count_mix(connection);
  BOOST_TEST(scanned() - before - 2 * own < 100U);
}

BOOST_AUTO_TEST_SUITE_END()
