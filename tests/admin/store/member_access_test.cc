#include "admin/member_access.h"

#include <boost/test/unit_test.hpp>

#include "shell/start_error.h"
#include "store/queries.h"
#include "store/records.h"
#include "store/sessions.h"
#include "tests/store/support/server.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr Query<Params<>, Row<std::string, std::string, std::string, std::string>> kTrail{
    "SELECT event, page, device, detail FROM audit ORDER BY id", accounts("admin")};
constexpr Query<Params<>, Row<std::string, std::string, std::uint64_t>> kQueued{
    "SELECT kind, channel, member FROM outbox WHERE message > 100 ORDER BY kind",
    accounts("admin")};

SubjectId subject_number(unsigned char number) {
  SubjectId subject{};
  subject.fill(number);
  return subject;
}

Keys audit_key(Random& random) {
  std::vector<KeyRing> rings;
  rings.push_back(KeyRing::parse("audit_admin", "test", generate_key_line(random, 1)));
  return Keys(std::move(rings));
}

// Two members; the first was sent a notice.
struct Desk {
  Server& server = Server::get();
  Limits limits;
  SystemRandom random;
  Connection admin{server.account("admin")};
  Connection root{server.root()};
  Keys keys = audit_key(random);
  MemberAccess access{admin, limits, random, keys, "jdupont"};
  Reference reference = Reference::parse("K7C-4QT").value();

  Desk() {
    server.empty();
    for (const char* number : {"1", "2"}) {
      server.execute(
          "INSERT INTO members (member, subject, kind, public_id, password, identifier_sealed, "
          "name_sealed, address_sealed) VALUES (" +
          std::string(number) + ", REPEAT(CHAR(" + number + "), 32), 'particulier', REPEAT('" +
          number + "', 32), '$p', 'i', 'n', 'a')");
    }
    message(50, 1);
  }
  void message(int key, int member) {
    const std::string number = std::to_string(member);
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
        "queued_at, state, priority, reference, purge_at) VALUES (" +
        std::to_string(key) + ", 'password_changed', 'sms', REPEAT(CHAR(" + number + "), 32), " +
        number + ", REPEAT('j', 32), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 'handed_over', 2, " +
        "'K7C-4QT', '2099-01-01')");
  }
  Time now() { return read_clock(admin); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(member_access, Desk)

BOOST_AUTO_TEST_CASE(a_member_is_found_by_a_reference_of_the_last_month_or_by_the_subject) {
  BOOST_TEST(access.find(reference)->member == 1u);
  BOOST_TEST(!access.find(reference)->frozen);
  BOOST_TEST(access.find(subject_number(2))->member == 2u);
  BOOST_TEST(!access.find(subject_number(3)));
  BOOST_TEST(!access.find(*Reference::parse("K7C-4QX")));
  message(51, 1);
  BOOST_TEST(access.find(reference)->member == 1u);
  server.execute("UPDATE outbox SET queued_at = queued_at - INTERVAL 30 DAY");
  BOOST_TEST(!access.find(reference));
}

BOOST_AUTO_TEST_CASE(a_reference_of_two_members_names_neither) {
  message(51, 2);
  BOOST_CHECK_THROW(access.find(reference), StartError);
}

BOOST_AUTO_TEST_CASE(a_freeze_is_written_down_with_who_did_it_and_told_by_letter) {
  server.execute(
      "INSERT INTO sessions (session, version, member, password_changed, wanted, device, "
      "authenticated_at, started_at, seen_at) VALUES (REPEAT('s', 32), 1, 1, 0, '', '', "
      "UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
  access.freeze(*access.find(reference));
  BOOST_TEST(access.find(reference)->frozen);
  BOOST_TEST(!access.find(subject_number(2))->frozen);
  access.freeze(*access.find(reference));

  const auto trail = root.all(kTrail);
  BOOST_REQUIRE_EQUAL(trail.size(), 1U);
  BOOST_CHECK_EQUAL(std::get<0>(trail[0]), "frozen_by_operator");
  BOOST_CHECK_EQUAL(std::get<1>(trail[0]), "admin");
  BOOST_CHECK_EQUAL(std::get<2>(trail[0]), "jdupont");
  const auto queued = root.all(kQueued);
  BOOST_REQUIRE_EQUAL(queued.size(), 1U);
  BOOST_CHECK_EQUAL(std::get<0>(queued[0]), "frozen");
  BOOST_CHECK_EQUAL(std::get<1>(queued[0]), "letter");
  const auto session = [] {
    SessionId id{};
    id.fill('s');
    return id;
  }();
  Connection page(server.account("session"));
  BOOST_TEST(!load_session(page, session, limits).row);
}

BOOST_AUTO_TEST_CASE(a_letter_keeps_to_the_limits_unless_the_agent_says_why_not) {
  const MemberFound member = *access.find(reference);
  BOOST_TEST(!access.send_letter(member));
  const auto next = access.send_letter(member);
  BOOST_TEST_REQUIRE(next.has_value());
  BOOST_TEST((*next > now() + 13 * 24h && *next <= now() + 14 * 24h));
  BOOST_TEST(root.all(kQueued).size() == 1u);
  BOOST_TEST(!access.send_letter(member, "lost"));
  BOOST_TEST(root.all(kQueued).size() == 2u);
  const auto trail = root.all(kTrail);
  BOOST_REQUIRE_EQUAL(trail.size(), 2U);
  BOOST_CHECK_EQUAL(std::get<0>(trail[1]), "letter_by_operator");
  BOOST_CHECK_EQUAL(std::get<2>(trail[1]), "jdupont");
  BOOST_CHECK_EQUAL(std::get<3>(trail[1]), "lost");
}

// A member sees that the caisse did something, not who at the caisse.
BOOST_AUTO_TEST_CASE(the_operators_name_is_not_shown_to_the_member) {
  access.freeze(*access.find(reference));
  Connection page(server.account("account"));
  const auto events = SqlRecords(page, limits).events(1, 5);
  BOOST_REQUIRE_EQUAL(events.size(), 1U);
  BOOST_TEST(events[0].event == "frozen_by_operator");
  BOOST_TEST(events[0].device == "");
}

BOOST_AUTO_TEST_SUITE_END()
