// Many at the same moment: what two pages, two nodes or an attacker with fifty sockets can try.
#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr Query<Params<>, Row<std::uint64_t>> kSessions{"SELECT COUNT(*) FROM sessions",
                                                        accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kMessages{"SELECT COUNT(*) FROM outbox",
                                                        accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kLimited{"SELECT COUNT(*) FROM journeys",
                                                       accounts("admin")};
const SubjectId kSubject = subject_of(kMarie);

// Applies the effects from `threads` connections at once; how many were done.
unsigned done_of(Town& town, std::string_view page, unsigned threads,
                 const std::function<Effects(unsigned)>& effects_of) {
  std::atomic<unsigned> done = 0;
  std::barrier start(static_cast<std::ptrdiff_t>(threads));
  std::vector<std::jthread> pool;
  for (unsigned i = 0; i < threads; ++i) {
    pool.emplace_back([&, i] {
      Connection connection = town.as(page);
      connection.open();
      Applying mine = town.applying(page);
      mine.new_journey = digest(100 + i);
      mine.new_full = digest(200 + i);
      const Effects effects = effects_of(i);
      start.arrive_and_wait();
      if (apply(connection, effects, mine) == Applied::done) ++done;
    });
  }
  pool.clear();
  return done;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(race)

BOOST_FIXTURE_TEST_CASE(of_twelve_first_recoveries_one_is_saved, Town) {
  Recovery recovery;
  recovery.subject = kSubject;
  const unsigned done = done_of(*this, "code", 12, [&](unsigned i) {
    Queue order;
    order.key = i + 1;
    order.subject = kSubject;
    return Effects{SaveRecovery{recovery}, order};
  });
  BOOST_TEST(done == 1u);
  BOOST_TEST(count(kMessages) == 1u);
}

BOOST_FIXTURE_TEST_CASE(of_twelve_tries_at_one_code_each_counts, Town) {
  Recovery recovery;
  recovery.subject = kSubject;
  recovery.code = LiveCode{digest(1), 5, digest(2), now() + 30min, 0};
  apply_as("code", {SaveRecovery{recovery}});
  Connection reader = as("code");
  SqlRecords records(reader, limits);
  for (int round = 0; round < 3; ++round) {
    Recovery seen = records.recovery(kSubject, now());
    seen.code->wrong += 1;
    BOOST_TEST(done_of(*this, "code", 12, [&](unsigned) { return Effects{SaveRecovery{seen}}; }) ==
               1u);
  }
  BOOST_TEST(records.recovery(kSubject, now()).code->wrong == 3u);
}

BOOST_FIXTURE_TEST_CASE(of_twelve_uses_of_a_temporary_password_one_opens_a_limited_session, Town) {
  server.execute(
      "UPDATE members SET temporary_hash = REPEAT('t', 32), temporary_channel = 'sms', "
      "temporary_expires_at = '2099-01-01'");
  Journey limited;
  limited.stage = Stage::new_password;
  limited.subject = kSubject;
  limited.member = kMarie;
  const unsigned done = done_of(*this, "sign_in", 12, [&](unsigned) {
    return Effects{UseTemporary{kMarie, 1}, StartJourney{limited}};
  });
  BOOST_TEST(done == 1u);
}

BOOST_FIXTURE_TEST_CASE(fifty_at_once_spend_exactly_what_the_bucket_holds, Town) {
  const Bucket bucket{"start:192.0.2.1", 20, 1h};
  // As the shell does: a step that lost is run again while something is left.
  Connection reader = as("identify");
  SqlRecords records(reader, limits);
  unsigned done = 0;
  for (int round = 0; round < 60 && records.used(bucket, now()) < bucket.most; ++round) {
    done += done_of(*this, "identify", 50, [&](unsigned) { return Effects{Spend{bucket}}; });
  }
  BOOST_TEST(done == 20u);
  BOOST_TEST(records.used(bucket, now()) == 20u);
  BOOST_TEST(done_of(*this, "identify", 50, [&](unsigned) { return Effects{Spend{bucket}}; }) ==
             0u);
}

BOOST_FIXTURE_TEST_CASE(no_session_opened_by_the_old_password_survives_a_change, Town) {
  for (int round = 0; round < 15; ++round) {
    server.execute("DELETE FROM sessions");
    Connection reader = as("sign_in");
    const auto version = SqlRecords(reader, limits).credentials(kSubject)->version;
    FullSession session;
    session.member = kMarie;
    session.authenticated_at = now();
    std::barrier start(3);
    const auto sign_in = [&](unsigned number) {
      Connection connection = as("sign_in");
      connection.open();
      Applying mine = applying("sign_in");
      mine.new_full = digest(number);
      start.arrive_and_wait();
      apply(connection, {StartSession{session, version}}, mine);
    };
    std::jthread first(sign_in, 301u);
    std::jthread second(sign_in, 302u);
    Connection changer = as("change_password");
    changer.open();
    Applying mine = applying("change_password");
    mine.new_full = digest(300);
    start.arrive_and_wait();
    Applied changed = Applied::conflict;
    for (int tries = 0; tries < 20 && changed == Applied::conflict; ++tries) {
      const auto seen = SqlRecords(reader, limits).credentials(kSubject)->version;
      changed = apply(changer,
                      {SetPassword{kMarie, seen, "$new"}, EndOtherSessions{kMarie, kSubject},
                       StartSession{session}},
                      mine);
    }
    first.join();
    second.join();
    BOOST_TEST((changed == Applied::done));
    BOOST_TEST(count(kSessions) == 1u);
  }
}

// Each against a freeze at the same moment: whichever comes first, nothing of it is left.
BOOST_FIXTURE_TEST_CASE(no_sign_in_password_or_code_gets_past_a_freeze, Town) {
  for (int round = 0; round < 15; ++round) {
    server.execute("DELETE FROM sessions");
    server.execute("DELETE FROM journeys");
    server.execute("DELETE FROM recoveries");
    server.execute(
        "UPDATE members SET frozen_at = NULL, version = 1, temporary_hash = REPEAT('t', 32), "
        "temporary_channel = 'sms', temporary_expires_at = '2099-01-01'");
    FullSession session;
    session.member = kMarie;
    session.authenticated_at = now();
    Journey limited;
    limited.stage = Stage::new_password;
    limited.subject = kSubject;
    limited.member = kMarie;
    Recovery recovery;
    recovery.subject = kSubject;
    recovery.code = LiveCode{digest(3), 77, digest(4), now() + 30min, 0};
    const std::pair<std::string_view, Effects> rivals[] = {
        {"sign_in", {StartSession{session, 1}}},
        {"sign_in", {UseTemporary{kMarie, 1}, StartJourney{limited}}},
        {"change_password", {SetPassword{kMarie, 1, "$new"}, StartSession{session}}},
        {"code", {SaveRecovery{recovery}}}};
    std::barrier start(5);
    std::vector<std::jthread> pool;
    for (unsigned i = 0; i < std::size(rivals); ++i) {
      pool.emplace_back([&, i] {
        Connection connection = as(rivals[i].first);
        connection.open();
        Applying mine = applying(rivals[i].first);
        mine.new_journey = digest(400 + i);
        mine.new_full = digest(500 + i);
        start.arrive_and_wait();
        apply(connection, rivals[i].second, mine);
      });
    }
    Connection reporter = as("not_me");
    reporter.open();
    start.arrive_and_wait();
    const Applying mine = applying("not_me");
    const Effects freeze = {Freeze{kMarie}, EndOtherSessions{kMarie, kSubject}};
    for (int tries = 0; tries < 20; ++tries) {
      if (apply(reporter, freeze, mine) == Applied::done) break;
    }
    pool.clear();
    Connection reader = as("sign_in");
    const auto after = SqlRecords(reader, limits).credentials(kSubject);
    BOOST_TEST(after->frozen);
    BOOST_TEST(!after->temporary);
    BOOST_TEST(count(kSessions) == 0u);
    BOOST_TEST(count(kLimited) == 0u);
  }
}

BOOST_FIXTURE_TEST_CASE(two_changes_of_the_password_are_one, Town) {
  const unsigned done = done_of(*this, "new_password", 10, [&](unsigned i) {
    FullSession session;
    session.member = kMarie;
    return Effects{SetPassword{kMarie, 1, "$" + std::to_string(i)},
                   EndOtherSessions{kMarie, kSubject}, StartSession{session},
                   Notify{MessageKind::password_changed, kMarie, kSubject, {}}};
  });
  BOOST_TEST(done == 1u);
  BOOST_TEST(count(kSessions) == 1u);
  BOOST_TEST(count(kMessages) == 2u);
}

BOOST_FIXTURE_TEST_CASE(of_ten_promotions_of_a_contact_one_is_done, Town) {
  apply_as("contacts", {AddContact{kMarie, ContactType::email, ContactState::pending, "v", "m",
                                   digest(1), 5, now() + 30min}});
  Connection reader = as("contacts");
  const Contact pending = SqlRecords(reader, limits).contacts(kMarie)[1];
  BOOST_TEST(done_of(*this, "contacts", 10, [&](unsigned) {
               return Effects{PromoteContact{kMarie, pending.id, pending.version}};
             }) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
