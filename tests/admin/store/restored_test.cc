#include "admin/restored.h"

#include <boost/test/unit_test.hpp>

#include "store/queries.h"
#include "tests/store/support/server.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr Query<Params<>, Row<std::string, std::string>> kTrail{
    "SELECT event, device FROM audit ORDER BY id", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t>> kAlive{
    "SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM journeys), "
    "(SELECT COUNT(*) FROM recoveries WHERE code_hash IS NOT NULL), "
    "(SELECT COUNT(*) FROM members WHERE temporary_hash IS NOT NULL), "
    "(SELECT COUNT(*) FROM outbox WHERE due_at IS NOT NULL)",
    accounts("admin")};
constexpr Query<Params<>, Row<unsigned, std::string>> kKept{
    "SELECT r.wrong_in_a_row, m.password FROM recoveries AS r JOIN members AS m",
    accounts("admin")};

Keys audit_key(Random& random) {
  std::vector<KeyRing> rings;
  rings.push_back(KeyRing::parse("audit_admin", "test", generate_key_line(random, 1)));
  return Keys(std::move(rings));
}

// As a dump has it: somebody signed in, somebody in the middle of a journey with a live code and a
// temporary password, a message that waits and one that left.
struct Dump {
  Server& server = Server::get();
  SystemRandom random;
  Connection admin{server.account("admin")};
  Connection root{server.root()};
  Keys keys = audit_key(random);

  Dump() {
    server.empty();
    server.execute(
        "INSERT INTO sessions VALUES (REPEAT('s', 32), 1, 1, 0, '', 'Firefox', UTC_TIMESTAMP(6), "
        "UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
    server.execute(
        "INSERT INTO journeys (journey, version, stage, subject, member, kind, first_access, "
        "proven, typed_sealed, started_at, seen_at) VALUES (REPEAT('j', 32), 1, 'code', "
        "REPEAT('m', 32), 1, 'particulier', 0, 0, '', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
    server.execute(
        "INSERT INTO recoveries (subject, version, wrong_in_a_row, code_journey, code_message, "
        "code_hash, code_expires_at) VALUES (REPEAT('m', 32), 1, 7, REPEAT('j', 32), 5, "
        "REPEAT('h', 32), UTC_TIMESTAMP(6) + INTERVAL 10 MINUTE)");
    server.execute(
        "INSERT INTO members (member, subject, kind, public_id, password, temporary_hash, "
        "temporary_channel, temporary_expires_at, identifier_sealed, name_sealed, address_sealed) "
        "VALUES (1, REPEAT('m', 32), 'particulier', REPEAT('p', 32), 'own', REPEAT('t', 32), "
        "'sms', UTC_TIMESTAMP(6) + INTERVAL 1 DAY, '', '', '')");
    for (const char* row :
         {"5, 'code', 'queued', UTC_TIMESTAMP(6)", "6, 'code', 'handed_over', NULL"}) {
      server.execute(
          "INSERT INTO outbox (message, kind, state, due_at, channel, subject, member, journey, "
          "on_file_before, queued_at, priority, reference, reason, purge_at) VALUES (" +
          std::string(row) +
          ", 'sms', REPEAT('m', 32), 1, REPEAT('j', 32), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 2, "
          "'', '', '2099-01-01')");
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(restored, Dump)

BOOST_AUTO_TEST_CASE(nothing_that_may_have_been_used_since_the_dump_is_good_again) {
  const Ended ended = end_what_was_restored(admin, keys, random, "jdupont");
  BOOST_TEST(ended.sessions == 1u);
  BOOST_TEST(ended.journeys == 1u);
  BOOST_TEST(ended.codes == 1u);
  BOOST_TEST(ended.temporaries == 1u);
  BOOST_TEST(ended.messages == 1u);
  BOOST_TEST((root.one(kAlive).value() == std::tuple{0u, 0u, 0u, 0u}));
}

BOOST_AUTO_TEST_CASE(passwords_and_counts_of_wrong_codes_stay) {
  end_what_was_restored(admin, keys, random, "jdupont");
  BOOST_TEST((root.one(kKept).value() == std::tuple{7u, std::string("own")}));
}

BOOST_AUTO_TEST_CASE(it_is_in_the_audit_trail_with_who_did_it_and_may_be_done_twice) {
  end_what_was_restored(admin, keys, random, "jdupont");
  const Ended again = end_what_was_restored(admin, keys, random, "mdurand");
  BOOST_TEST(again.sessions + again.journeys + again.codes + again.temporaries + again.messages ==
             0u);
  const auto trail = root.all(kTrail);
  BOOST_TEST(trail.size() == 2u);
  BOOST_TEST(
      (trail.at(0) == std::tuple{std::string("restored_by_operator"), std::string("jdupont")}));
  BOOST_TEST(std::get<1>(trail.at(1)) == "mdurand");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_noted_in_the_audit_trail_is_not_done) {
  BOOST_CHECK_THROW(end_what_was_restored(admin, Keys(std::vector<KeyRing>{}), random, "jdupont"),
                    std::exception);
  BOOST_TEST((root.one(kAlive).value() == std::tuple{2u, 1u, 1u, 1u}));
}

BOOST_AUTO_TEST_SUITE_END()
