#include "store/sessions.h"

#include <boost/test/unit_test.hpp>

#include "store/migrate.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr Query<Params<>, Row<std::uint64_t>> kJourneys{"SELECT COUNT(*) FROM journeys",
                                                        accounts("admin")};

Journey journey_of(MemberId member, Stage stage = Stage::channel) {
  Journey journey;
  journey.stage = stage;
  journey.subject = subject_of(member);
  journey.member = member;
  return journey;
}

FullSession session_of(MemberId member, Time now) {
  FullSession session;
  session.member = member;
  session.wanted = "/dossier?x=é";
  session.device = "Firefox, Windows";
  session.authenticated_at = now;
  return session;
}

struct Open : Town {
  Open() {
    BOOST_REQUIRE((apply_as("identify", {StartJourney{journey_of(kMarie)}}) == Applied::done));
    BOOST_REQUIRE(
        (apply_as("sign_in", {StartSession{session_of(kMarie, now())}}) == Applied::done));
  }
  SessionId journey = digest(9001);
  SessionId session = digest(9002);
  std::optional<Journey> load_the_journey() {
    Connection connection = as("code");
    return load_journey(connection, journey, limits).row;
  }
  std::optional<FullSession> load_the_session() {
    Connection connection = as("account");
    return load_session(connection, session, limits).row;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(session)

BOOST_FIXTURE_TEST_CASE(a_journey_comes_back_as_it_was_saved, Open) {
  Connection connection = as("code");
  auto [now, loaded] = load_journey(connection, journey, limits);
  BOOST_REQUIRE(loaded);
  BOOST_TEST(loaded->version == 1u);
  BOOST_TEST((loaded->subject == subject_of(kMarie)));
  BOOST_TEST((loaded->started_at <= now && now - loaded->started_at < 1min));
  BOOST_TEST(!loaded->channel);
  BOOST_TEST(!loaded->temporary_hash);
  loaded->stage = Stage::code;
  loaded->channel = Channel::email;
  loaded->message = UINT64_MAX >> 1;
  loaded->proven = true;
  loaded->typed_sealed = std::string("\0\xff'", 3);
  BOOST_TEST((apply_as("channel", {SaveJourney{*loaded}}) == Applied::done));
  const auto again = load_the_journey();
  BOOST_REQUIRE(again);
  BOOST_TEST(again->version == 2u);
  BOOST_TEST((again->stage == Stage::code));
  BOOST_TEST((again->channel == Channel::email));
  BOOST_TEST(again->message.value() == UINT64_MAX >> 1);
  BOOST_TEST(again->proven);
  BOOST_TEST(again->typed_sealed == loaded->typed_sealed);
}

BOOST_FIXTURE_TEST_CASE(of_two_tabs_that_saw_the_same_journey_one_saves_it, Open) {
  const Journey seen = load_the_journey().value();
  BOOST_TEST((apply_as("channel", {SaveJourney{seen}}) == Applied::done));
  BOOST_TEST((apply_as("channel", {SaveJourney{seen}}) == Applied::conflict));
  BOOST_TEST((apply_as("leave", {EndJourney{}}) == Applied::done));
  BOOST_TEST(load_the_journey().has_value());  // that was another browser's
  Applying mine = applying("leave");
  mine.journey = journey;
  Connection connection = as("leave");
  BOOST_TEST((apply(connection, {EndJourney{}}, mine) == Applied::done));
  BOOST_TEST((apply_as("channel", {SaveJourney{seen}}) == Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(of_two_tabs_that_saw_the_same_session_one_saves_it, Open) {
  const FullSession seen = load_the_session().value();
  BOOST_TEST((apply_as("contacts", {SaveSession{seen}}) == Applied::done));
  BOOST_TEST((apply_as("contacts", {SaveSession{seen}}) == Applied::conflict));
  Applying mine = applying("leave");
  mine.full = session;
  Connection connection = as("leave");
  BOOST_TEST((apply(connection, {EndSession{}}, mine) == Applied::done));
  BOOST_TEST(!load_the_session());
}

BOOST_FIXTURE_TEST_CASE(a_saved_journey_cannot_change_whom_it_concerns, Open) {
  Journey loaded = load_the_journey().value();
  loaded.member = kPaul;
  loaded.subject = subject_of(kPaul);
  BOOST_TEST((apply_as("channel", {SaveJourney{loaded}}) == Applied::done));
  BOOST_TEST(load_the_journey()->member == kMarie);
  BOOST_TEST((load_the_journey()->subject == subject_of(kMarie)));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_cookie_still_tells_the_time, Open) {
  Connection connection = as("code");
  const auto loaded = load_journey(connection, digest(4), limits);
  BOOST_TEST(!loaded.row);
  BOOST_TEST((loaded.now > Time{} + 24h * 365 * 50));
}

BOOST_FIXTURE_TEST_CASE(a_journey_ends_after_30_minutes_idle_and_2_hours_in_all, Open) {
  age("journeys", "seen_at", 30min - 5s);
  BOOST_TEST(load_the_journey().has_value());  // and is seen again now
  BOOST_TEST((load_the_journey()->seen_at > now() - 1min));
  age("journeys", "started_at", 2h - 5s);
  BOOST_TEST(load_the_journey().has_value());
  age("journeys", "started_at", 5s);
  BOOST_TEST(!load_the_journey());
}

BOOST_FIXTURE_TEST_CASE(an_idle_journey_is_over, Open) {
  age("journeys", "seen_at", 30min);
  BOOST_TEST(!load_the_journey());
}

BOOST_FIXTURE_TEST_CASE(a_limited_session_ends_after_30_minutes_however_busy, Open) {
  server.execute("UPDATE journeys SET stage = 'new_password'");
  age("journeys", "started_at", 30min);
  BOOST_TEST(!load_the_journey());
}

BOOST_FIXTURE_TEST_CASE(being_seen_is_written_once_a_minute, Open) {
  const Time before = load_the_journey()->seen_at;
  BOOST_TEST((load_the_journey()->seen_at == before));
  age("journeys", "seen_at", 61s);
  const Time seen = load_the_journey()->seen_at;
  BOOST_TEST((seen >= before));
  BOOST_TEST((load_the_journey()->seen_at == seen));  // or it would be seen anew
}

BOOST_FIXTURE_TEST_CASE(a_full_session_comes_with_its_member, Open) {
  auto loaded = load_the_session();
  BOOST_REQUIRE(loaded);
  BOOST_TEST((loaded->subject == subject_of(kMarie)));
  BOOST_TEST(loaded->public_id.size() == 32u);
  BOOST_TEST(loaded->wanted == "/dossier?x=é");
  BOOST_TEST(!loaded->contacts_confirmed);
  loaded->wanted.clear();
  BOOST_TEST(
      (apply_as("contacts", {ConfirmContacts{kMarie}, SaveSession{*loaded}}) == Applied::done));
  loaded = load_the_session();
  BOOST_TEST(loaded->contacts_confirmed);
  BOOST_TEST(loaded->wanted.empty());
  BOOST_TEST(loaded->version == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_full_session_ends_after_30_minutes_idle, Open) {
  age("sessions", "seen_at", 30min);
  BOOST_TEST(!load_the_session());
}

BOOST_FIXTURE_TEST_CASE(a_full_session_ends_after_12_hours_however_busy, Open) {
  age("sessions", "started_at", 12h);
  BOOST_TEST(!load_the_session());
}

BOOST_FIXTURE_TEST_CASE(a_frozen_or_absent_member_has_no_session, Open) {
  server.execute("UPDATE members SET frozen_at = UTC_TIMESTAMP(6)");
  BOOST_TEST(!load_the_session());
  server.execute("UPDATE members SET frozen_at = NULL");
  BOOST_TEST(load_the_session().has_value());
  server.execute("DELETE FROM members");
  BOOST_TEST(!load_the_session());
}

BOOST_FIXTURE_TEST_CASE(a_stage_that_this_program_does_not_know_is_no_journey, Open) {
  server.execute("UPDATE journeys SET stage = 'retina'");
  BOOST_TEST(!load_the_journey());
  BOOST_TEST(count(kJourneys) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
