#include "admin/letters.h"

#include <boost/test/unit_test.hpp>

#include "admin/member_access.h"
#include "parts/recovery_limits.h"
#include "store/dispatch.h"
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
constexpr Query<Params<std::uint64_t>,
                Row<std::string, std::optional<std::string>, std::string, bool>>
    kLetter{
        "SELECT state, settled_as, reason, settled_at IS NOT NULL FROM outbox WHERE message = ?",
        accounts("admin")};
constexpr Query<Params<std::uint64_t>, Row<bool, std::uint64_t>> kPassword{
    "SELECT temporary_hash IS NOT NULL, version FROM members WHERE member = ?", accounts("admin")};

Keys audit_key(Random& random) {
  std::vector<KeyRing> rings;
  rings.push_back(KeyRing::parse("audit_admin", "test", generate_key_line(random, 1)));
  return Keys(std::move(rings));
}

SubjectId subject_number(unsigned char number) {
  SubjectId subject{};
  subject.fill(number);
  return subject;
}

const std::string kMonday = "40-2026-11-30-nodea";
const std::string kTuesday = "40-2026-12-01-nodea";

// Two members with a temporary password that came by letter, and a letter each in Monday's batch.
struct PostRoom {
  Server& server = Server::get();
  SystemRandom random;
  Limits limits;
  Connection admin{server.account("admin")};
  Connection root{server.root()};
  Connection courier{server.account("courier")};
  Connection channel{server.account("channel")};
  Keys keys = audit_key(random);
  LetterClerk clerk{admin, "imprimerie", keys, random, "jdupont"};
  Reference first = Reference::parse("R7K-4QX").value();
  Reference second = Reference::parse("KKK-KKK").value();

  PostRoom() {
    server.empty();
    for (const char* number : {"1", "2"}) {
      server.execute(
          "INSERT INTO members (member, subject, kind, public_id, password, identifier_sealed, "
          "name_sealed, "
          "address_sealed, temporary_hash, temporary_channel, temporary_expires_at) VALUES (" +
          std::string(number) + ", REPEAT(CHAR(" + number + "), 32), 'particulier', REPEAT('" +
          number + "', 32), '$p', 'i', 'n', 'a', REPEAT('t', 32), 'letter', '2099-01-01')");
    }
    letter(10, 1, "R7K-4QX", kMonday);
    letter(20, 2, "KKK-KKK", kMonday);
  }
  void letter(int message, int member, const std::string& reference, const std::string& batch,
              const std::string& kind = "temporary", const std::string& more = "") {
    const std::string number = std::to_string(member);
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
        "queued_at, state, "
        "priority, reference, handed_over_at, provider, provider_id, purge_at) VALUES (" +
        std::to_string(message) + ", '" + kind + "', 'letter', REPEAT(CHAR(" + number + "), 32), " +
        number + ", REPEAT('j', 32), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)" + more +
        ", 'handed_over', 1, '" + reference + "', UTC_TIMESTAMP(6), 'imprimerie', '" +
        (batch.empty() ? "" : batch + "/h" + std::to_string(message)) + "', '2099-01-01')");
  }
  auto row(std::uint64_t message) { return root.one(kLetter, message).value(); }
  bool has_password(std::uint64_t member) {
    return std::get<0>(root.one(kPassword, member).value());
  }
};

using Told = std::tuple<std::string, std::optional<std::string>, std::string, bool>;
const Told kPosted{"delivered", "delivered", "", true};
const Told kReturned{"failed", "failed", "npai", true};
const Told kNotPrinted{"failed", "failed", "print_failed", true};
const Told kNothing{"handed_over", std::nullopt, "", false};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(letters, PostRoom)

BOOST_AUTO_TEST_CASE(a_batch_that_is_acknowledged_is_posted_letter_by_letter) {
  letter(30, 1, "WWW-WWW", kTuesday, "first_access");
  BOOST_TEST(clerk.posted(kMonday) == 2U);
  BOOST_TEST((row(10) == kPosted));
  BOOST_TEST((row(20) == kPosted));
  BOOST_TEST((row(30) == kNothing));
  BOOST_TEST(clerk.posted(kMonday) == 0U);
  BOOST_TEST(has_password(1));
  BOOST_TEST(clerk.has_batch(kMonday));
  BOOST_TEST(!clerk.has_batch("40-2026-11-3"));
  BOOST_TEST(!clerk.has_batch("40-2026-11-30-node"));
}

BOOST_AUTO_TEST_CASE(who_tells_what_became_of_a_batch_is_in_the_trail_once) {
  OperatorSteps steps(admin, limits, random, keys, "jdupont");
  note_told(steps, kMonday);
  clerk.posted(kMonday);
  using Trail = std::tuple<std::string, std::string, std::string, std::string>;
  const auto trail = admin.all(kTrail);
  BOOST_TEST_REQUIRE(trail.size() == 1U);
  BOOST_TEST(
      (trail[0] == Trail{"outbox_by_operator", "admin", "jdupont", "acknowledge " + kMonday}));
}

BOOST_AUTO_TEST_CASE(batches_are_listed_with_what_is_still_waiting) {
  letter(30, 1, "WWW-WWW", kTuesday, "first_access");
  letter(40, 0, "GGG-GGG", "");  // nobody's
  clerk.tell(kMonday, first, LetterEnd::posted);
  clerk.tell(kMonday, second, LetterEnd::not_printed);
  const auto batches = clerk.batches();
  BOOST_TEST_REQUIRE(batches.size() == 2U);
  BOOST_TEST(batches[0].name == kMonday);
  BOOST_TEST(batches[0].letters == 2U);
  BOOST_TEST(batches[0].posted == 1U);
  BOOST_TEST(batches[0].failed == 1U);
  BOOST_TEST(batches[0].waiting() == 0U);
  BOOST_TEST(batches[1].waiting() == 1U);
}

BOOST_AUTO_TEST_CASE(a_letter_that_was_not_printed_has_failed_and_its_password_is_dead) {
  BOOST_TEST((clerk.tell(kMonday, first, LetterEnd::not_printed) == LetterTold::noted));
  BOOST_TEST((row(10) == kNotPrinted));
  BOOST_TEST(!has_password(1));
  BOOST_TEST(has_password(2));
}

BOOST_AUTO_TEST_CASE(
    a_returned_letter_has_failed_and_its_password_is_dead_whether_it_was_acknowledged_or_not) {
  clerk.posted(kMonday);
  letter(30, 1, "WWW-WWW", kTuesday, "first_access");
  BOOST_TEST((clerk.tell("", first, LetterEnd::returned) == LetterTold::noted));
  BOOST_TEST((row(10) == kReturned));
  BOOST_TEST(!has_password(1));
  BOOST_TEST((clerk.tell("", Reference::parse("WWW-WWW").value(), LetterEnd::returned) ==
              LetterTold::noted));
  BOOST_TEST((row(30) == kReturned));
  BOOST_TEST(has_password(2));
  using Trail = std::tuple<std::string, std::string, std::string, std::string>;
  const auto trail = admin.all(kTrail);
  BOOST_TEST_REQUIRE(trail.size() == 2U);
  BOOST_TEST((trail[0] == Trail{"letter_undelivered", "admin", "jdupont", "npai"}));
}

BOOST_AUTO_TEST_CASE(a_returned_notice_touches_no_password) {
  letter(30, 1, "WWW-WWW", kTuesday, "first_access");
  clerk.tell("", Reference::parse("WWW-WWW").value(), LetterEnd::returned);
  BOOST_TEST(has_password(1));
}

BOOST_AUTO_TEST_CASE(a_later_temporary_password_outlives_the_earlier_letter) {
  letter(30, 1, "WWW-WWW", kTuesday, "temporary", " + INTERVAL 1 MINUTE");
  clerk.tell("", first, LetterEnd::returned);
  BOOST_TEST(has_password(1));
  // One that is queued and not minted yet kills nothing and protects nothing.
  server.execute(
      "UPDATE outbox SET queued_at = UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE, reference = '', state = "
      "'queued' WHERE message = 30");
  server.execute(
      "UPDATE outbox SET state = 'handed_over', settled_as = NULL, reason = '' WHERE message = 10");
  clerk.tell("", first, LetterEnd::returned);
  BOOST_TEST(!has_password(1));
}

BOOST_AUTO_TEST_CASE(a_temporary_password_that_came_otherwise_is_not_the_letters) {
  server.execute("UPDATE members SET temporary_channel = 'sms' WHERE member = 1");
  clerk.tell("", first, LetterEnd::returned);
  BOOST_TEST(has_password(1));
}

BOOST_AUTO_TEST_CASE(what_was_told_before_stays) {
  clerk.tell("", first, LetterEnd::returned);
  BOOST_TEST((clerk.tell("", first, LetterEnd::returned) == LetterTold::known));
  BOOST_TEST((clerk.tell(kMonday, first, LetterEnd::posted) == LetterTold::otherwise));
  BOOST_TEST((clerk.tell(kMonday, first, LetterEnd::not_printed) == LetterTold::otherwise));
  BOOST_TEST((row(10) == kReturned));
  clerk.tell(kMonday, second, LetterEnd::posted);
  BOOST_TEST((clerk.tell(kMonday, second, LetterEnd::not_printed) == LetterTold::otherwise));
  BOOST_TEST((row(20) == kPosted));
  BOOST_TEST(clerk.posted(kMonday) == 0U);
}

// Nobody's letters lie in no batch: their references are unknown, as those that never were.
BOOST_AUTO_TEST_CASE(a_reference_of_no_letter_changes_nothing) {
  letter(40, 0, "GGG-GGG", "");
  for (const char* text : {"GGG-GGG", "333-333"}) {
    BOOST_TEST((clerk.tell("", Reference::parse(text).value(), LetterEnd::returned) ==
                LetterTold::no_letter));
  }
  BOOST_TEST((clerk.tell(kTuesday, first, LetterEnd::posted) == LetterTold::no_letter));
  BOOST_TEST((row(40) == kNothing));
  BOOST_TEST(admin.all(kTrail).empty());
}

BOOST_AUTO_TEST_CASE(two_letters_of_one_reference_are_told_apart_by_their_batch) {
  letter(30, 2, "R7K-4QX", kTuesday, "first_access");
  BOOST_TEST((clerk.tell("", first, LetterEnd::returned) == LetterTold::several));
  BOOST_TEST((row(10) == kNothing));
  BOOST_TEST((clerk.tell(kTuesday, first, LetterEnd::returned) == LetterTold::noted));
  BOOST_TEST((row(10) == kNothing));
  BOOST_TEST((row(30) == kReturned));
}

// A row that is tried again has another reference: what is told of the earlier letter is not of it.
BOOST_AUTO_TEST_CASE(a_letter_that_is_made_anew_is_not_the_one_that_came_back) {
  server.execute(
      "UPDATE outbox SET due_at = UTC_TIMESTAMP(6), state = 'queued' WHERE message = 10");
  BOOST_TEST((clerk.tell("", first, LetterEnd::returned) == LetterTold::otherwise));
  BOOST_TEST(has_password(1));
}

BOOST_AUTO_TEST_CASE(a_letter_that_came_back_counts_for_others_and_not_for_the_member) {
  const Time now = read_clock(admin);
  const auto recovery = [&] {
    return SqlRecords(channel, limits).recovery(subject_number(1), now);
  };
  BOOST_TEST(next_letter_at(recovery(), limits, now).has_value());
  BOOST_TEST(next_letter_to_member_at(recovery(), limits, now).has_value());
  clerk.tell("", first, LetterEnd::returned);
  // Whoever types the number sees no difference: a stranger's letter never comes back.
  BOOST_TEST(next_letter_at(recovery(), limits, now).has_value());
  BOOST_TEST(!next_letter_to_member_at(recovery(), limits, now).has_value());
  MemberAccess agent(admin, limits, random, keys, "jdupont");
  const MemberFound member{1, subject_number(1), false};
  BOOST_TEST(!agent.send_letter(member).has_value());
  BOOST_TEST(agent.send_letter(member).has_value());
}

BOOST_AUTO_TEST_CASE(the_courier_sees_what_became_of_a_batch_and_of_no_other) {
  letter(30, 1, "WWW-WWW", kTuesday, "first_access");
  letter(50, 1, "DDD-DDD", kMonday + "-2", "first_access");
  SqlDispatch dispatch(courier);
  clerk.tell(kMonday, first, LetterEnd::posted);
  const auto fates = dispatch.letters_of("imprimerie", kMonday);
  BOOST_TEST_REQUIRE(fates.size() == 2U);
  BOOST_TEST(fates[0].reference == "KKK-KKK");
  BOOST_TEST(!fates[0].settled);
  BOOST_TEST((fates[1].settled == MessageState::delivered));
  BOOST_TEST(fates[1].settled_at.has_value());
  BOOST_TEST(dispatch.letters_of("another", kMonday).empty());
  BOOST_TEST(dispatch.letters_of("imprimerie", kMonday + "-2").size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
