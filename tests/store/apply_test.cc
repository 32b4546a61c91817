#include "store/apply.h"

#include <boost/test/unit_test.hpp>

#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr Query<Params<>, Row<std::uint64_t>> kAudits{"SELECT COUNT(*) FROM audit",
                                                      accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kMessages{"SELECT COUNT(*) FROM outbox",
                                                        accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kWithWords{
    "SELECT COUNT(*) FROM contacts WHERE words <> ''", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kSessions{"SELECT COUNT(*) FROM sessions",
                                                        accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kJourneys{"SELECT COUNT(*) FROM journeys",
                                                        accounts("admin")};
constexpr Query<Params<>, Row<std::string, std::optional<std::uint64_t>, std::string>> kNotices{
    "SELECT kind, contact, channel FROM outbox ORDER BY contact", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kNoticeLetters{
    "SELECT COUNT(*) FROM outbox WHERE channel = 'letter'", accounts("admin")};
constexpr Query<Params<>, Row<std::string, std::string, std::string, std::string>> kTrail{
    "SELECT event, page, device, detail FROM audit", accounts("admin")};

constexpr MemberId kMember = kMarie;
const SubjectId kSubject = subject_of(kMarie);

struct Desk : Town {
  Connection account = as("sign_in");
  Connection prover = as("code");
  Connection editor = as("contacts");
  SqlRecords at_sign_in{account, limits};
  SqlRecords at_code{prover, limits};
  SqlRecords at_contacts{editor, limits};

  Credentials credentials() { return at_sign_in.credentials(kSubject).value(); }
  void give_temporary() {
    server.execute(
        "UPDATE members SET version = version + 1, temporary_hash = REPEAT('t', 32), "
        "temporary_channel = 'sms', temporary_expires_at = '2099-01-01', temporary_wrong = 0 WHERE "
        "member = 7");
  }
  FullSession session() {
    FullSession full;
    full.member = kMember;
    full.authenticated_at = now();
    return full;
  }
};

Queue message(MessageKey key) {
  Queue order;
  order.key = key;
  order.subject = kSubject;
  order.member = kMember;
  return order;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(applying)

BOOST_FIXTURE_TEST_CASE(effects_that_are_only_cookies_touch_no_database, Town) {
  Database nowhere = server.account("identify");
  nowhere.socket = "/nonexistent";
  Connection connection(std::move(nowhere));
  BOOST_TEST((apply(connection, {SetVisit{}}, applying("identify")) == Applied::done));
  BOOST_TEST((apply(connection, {}, applying("identify")) == Applied::done));
}

BOOST_FIXTURE_TEST_CASE(when_one_guard_fails_nothing_at_all_has_happened, Desk) {
  Recovery recovery;
  recovery.subject = kSubject;
  Recovery stale = recovery;
  stale.subject = digest(55);
  stale.version = 3;
  const Effects effects = {SaveRecovery{recovery}, message(5),
                           Audit{Event::code_requested, kSubject, {}}, SaveRecovery{stale}};
  BOOST_TEST((apply_as("channel", effects) == Applied::conflict));
  BOOST_TEST(at_code.recovery(kSubject, now()).version == 0u);
  BOOST_TEST(count(kMessages) == 0u);
  BOOST_TEST(count(kAudits) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_fault_in_the_last_statement_undoes_the_first, Desk) {
  Recovery recovery;
  recovery.subject = kSubject;
  const Effects effects = {SaveRecovery{recovery}, message(5),
                           Audit{Event::code_requested, kSubject, std::string(65, 'x')}};
  BOOST_CHECK_THROW(apply_as("channel", effects), StorageError);
  BOOST_TEST(at_code.recovery(kSubject, now()).version == 0u);
  BOOST_TEST(count(kMessages) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_recovery_comes_back_as_it_was_saved, Desk) {
  Recovery recovery;
  recovery.subject = kSubject;
  recovery.wrong_in_a_row = 2;
  recovery.proof_failed_at = now();
  recovery.code = LiveCode{digest(3), 77, {}, now() + 30min, 1};
  BOOST_TEST((apply_as("code", {SaveRecovery{recovery}}) == Applied::done));
  Recovery saved = at_code.recovery(kSubject, now());
  BOOST_TEST(saved.version == 1u);
  BOOST_TEST(saved.wrong_in_a_row == 2u);
  BOOST_TEST((saved.proof_failed_at == recovery.proof_failed_at));
  BOOST_TEST((saved.code->journey == digest(3)));
  BOOST_TEST(saved.code->message == 77u);
  BOOST_TEST((saved.code->expires_at == recovery.code->expires_at));
  BOOST_TEST(saved.code->wrong == 1u);
  BOOST_TEST(!saved.code->hash);
  saved.code.reset();
  BOOST_TEST((apply_as("code", {SaveRecovery{saved}}) == Applied::done));
  BOOST_TEST((apply_as("code", {SaveRecovery{saved}}) == Applied::conflict));
  BOOST_TEST((apply_as("code", {SaveRecovery{recovery}}) == Applied::conflict));
  BOOST_TEST(!at_code.recovery(kSubject, now()).code);
}

BOOST_FIXTURE_TEST_CASE(what_was_queued_counts_against_the_limits_of_its_subject, Desk) {
  Queue letter = message(6);
  letter.kind = MessageKind::temporary;
  letter.channel = Channel::letter;
  Queue other = message(7);
  other.subject = digest(99);
  BOOST_TEST((apply_as("code", {message(5), letter, other}) == Applied::done));
  const Recovery found = at_code.recovery(kSubject, now());
  BOOST_TEST(found.codes_sent.size() == 1u);
  BOOST_TEST(found.letters.size() == 1u);
  age("outbox", "queued_at", 24h);
  BOOST_TEST(at_code.recovery(kSubject, now()).codes_sent.empty());
  BOOST_TEST(at_code.recovery(kSubject, now()).letters.size() == 1u);
  age("outbox", "queued_at", 364 * 24h);
  BOOST_TEST(at_code.recovery(kSubject, now()).letters.empty());
}

BOOST_FIXTURE_TEST_CASE(the_letter_frees_the_answer_and_the_count_of_wrong_codes, Desk) {
  Recovery recovery;
  recovery.subject = kSubject;
  recovery.wrong_in_a_row = 10;
  recovery.proof_failed_at = now();
  apply_as("code", {SaveRecovery{recovery}});
  BOOST_TEST((apply_as("sign_in", {ForgiveProof{kSubject}}) == Applied::done));
  const Recovery found = at_code.recovery(kSubject, now());
  BOOST_TEST(found.wrong_in_a_row == 0u);
  BOOST_TEST(!found.proof_failed_at);
  BOOST_TEST(found.version == 2u);
  BOOST_TEST((apply_as("sign_in", {ForgiveProof{digest(1)}}) == Applied::done));
}

BOOST_FIXTURE_TEST_CASE(sign_ins_come_back_as_they_were_saved, Desk) {
  const SignIns failed{kSubject, 0, 4, now(), 9, now() - 1h};
  BOOST_TEST((apply_as("sign_in", {SaveSignIns{failed}}) == Applied::done));
  const SignIns found = at_sign_in.sign_ins(kSubject);
  BOOST_TEST(found.version == 1u);
  BOOST_TEST(found.failures == 4u);
  BOOST_TEST((found.last_failure_at == failed.last_failure_at));
  BOOST_TEST(found.failures_today == 9u);
  BOOST_TEST((found.day_started_at == failed.day_started_at));
  BOOST_TEST((apply_as("sign_in", {SaveSignIns{failed}}) == Applied::conflict));
  BOOST_TEST((apply_as("sign_in", {SaveSignIns{found}}) == Applied::done));
  BOOST_TEST((apply_as("sign_in", {SaveSignIns{found}}) == Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_new_password_kills_the_temporary_one_and_ends_the_first_access, Desk) {
  server.execute("UPDATE members SET activated_at = NULL, password = '' WHERE member = 7");
  give_temporary();
  const Credentials before = credentials();
  BOOST_TEST(before.temporary.has_value());
  BOOST_TEST(
      (apply_as("new_password", {SetPassword{kMember, before.version, "$new"}}) == Applied::done));
  const Credentials after = credentials();
  BOOST_TEST(after.password == "$new");
  BOOST_TEST(!after.temporary);
  BOOST_TEST(after.version == before.version + 1);
  Connection connection = as("identify");
  BOOST_TEST(!SqlRecords(connection, limits).entry(kSubject)->first_access);
  BOOST_TEST((apply_as("new_password", {SetPassword{kMember, before.version, "$again"}}) ==
              Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_freeze_ends_every_way_in_and_only_that_members, Desk) {
  give_temporary();
  const AddContact wish{
      kMember, ContactType::email, ContactState::pending, "new", "mask", digest(1),
      501,     now() + 30min};
  apply_as("contacts", {wish, ConfirmContacts{kMember}});
  FullSession pauls = session();
  pauls.member = kPaul;
  unsigned number = 31;
  for (const FullSession& each : {session(), pauls}) {
    Applying one = applying("sign_in");
    one.new_full = digest(number++);
    apply(account, {StartSession{each}}, one);
  }
  Recovery recovery;
  recovery.subject = kSubject;
  recovery.code = LiveCode{digest(3), 77, digest(4), now() + 30min, 0};
  apply_as("code", {SaveRecovery{recovery}});
  const auto before = credentials().version;

  const Effects freeze = {Freeze{kMember}, EndOtherSessions{kMember, kSubject}};
  BOOST_TEST((apply_as("not_me", freeze) == Applied::done));
  const Credentials after = credentials();
  BOOST_TEST(after.frozen);
  BOOST_TEST(!after.temporary);
  BOOST_TEST(!after.contacts_confirmed);
  BOOST_TEST(after.version == before + 1);
  BOOST_TEST(count(kSessions) == 1u);
  BOOST_TEST(!at_code.recovery(kSubject, now()).code);
  for (const Contact& contact : at_contacts.contacts(kMember)) {
    BOOST_TEST((contact.state == ContactState::current));
  }
  BOOST_TEST((apply_as("not_me", freeze) == Applied::done));
  BOOST_TEST(credentials().version == before + 1);
  // Nobody's: the same statements.
  BOOST_TEST((apply_as("not_me", {Freeze{kNobody}, EndOtherSessions{kNobody, SubjectId{}}}) ==
              Applied::done));
  BOOST_TEST(count(kSessions) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_frozen_member_sets_a_password_only_by_the_letter, Desk) {
  apply_as("not_me", {Freeze{kMember}});
  const auto set = [&](std::string_view page, bool lifts) {
    return apply_as(page, {SetPassword{kMember, credentials().version, "$new", lifts}});
  };
  BOOST_TEST((set("new_password", false) == Applied::conflict));
  BOOST_TEST((set("change_password", false) == Applied::conflict));
  BOOST_CHECK_THROW(set("change_password", true), StorageError);  // its account may not
  BOOST_TEST(credentials().frozen);
  BOOST_TEST((set("new_password", true) == Applied::done));
  BOOST_TEST(!credentials().frozen);
  BOOST_TEST((set("new_password", true) == Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_frozen_members_temporary_password_is_one_only_if_it_came_by_letter,
                        Desk) {
  server.execute("UPDATE members SET frozen_at = UTC_TIMESTAMP(6)");
  for (const auto* channel : {"sms", "email"}) {
    give_temporary();
    server.execute("UPDATE members SET temporary_channel = '" + std::string(channel) + "'");
    BOOST_TEST(!credentials().temporary);
    BOOST_TEST(
        (apply_as("sign_in", {UseTemporary{kMember, credentials().version}}) == Applied::conflict));
  }
  server.execute("UPDATE members SET temporary_channel = 'letter'");
  BOOST_TEST_REQUIRE(credentials().temporary.has_value());
  BOOST_TEST((credentials().temporary->channel == Channel::letter));
  BOOST_TEST(
      (apply_as("sign_in", {UseTemporary{kMember, credentials().version}}) == Applied::done));
}

BOOST_FIXTURE_TEST_CASE(a_reference_that_its_recipient_alone_could_read_tells_whose_it_is, Desk) {
  Connection reporter = as("not_me");
  SqlRecords at_not_me(reporter, limits);
  const auto told = [&](std::string_view reference) {
    return at_not_me.told(kSubject, reference, now() - kReferenceKnown);
  };
  unsigned key = 1;
  for (const auto& [kind, channel, knows] : {std::tuple{MessageKind::code, Channel::sms, false},
                                             {MessageKind::verification, Channel::email, false},
                                             {MessageKind::temporary, Channel::letter, false},
                                             {MessageKind::frozen, Channel::letter, false},
                                             {MessageKind::temporary, Channel::sms, true},
                                             {MessageKind::password_changed, Channel::letter, true},
                                             {MessageKind::contact_changed, Channel::email, true},
                                             {MessageKind::first_access, Channel::sms, true},
                                             {MessageKind::recovery_tried, Channel::email, true}}) {
    server.execute("DELETE FROM outbox");
    Queue order = message(key++);
    order.kind = kind;
    order.channel = channel;
    apply_as("code", {order});
    server.execute("UPDATE outbox SET reference = 'K7C-4QT'");
    BOOST_TEST((told("K7C-4QT") == kMember) == knows, name_of(kind));
    BOOST_TEST(!told("K7C-4QX"));
    BOOST_TEST(!at_not_me.told(subject_of(kPaul), "K7C-4QT", now() - kReferenceKnown));
  }
  age("outbox", "queued_at", kReferenceKnown);
  BOOST_TEST(!told("K7C-4QT"));
  age("outbox", "queued_at", -1h);
  BOOST_TEST(told("K7C-4QT").has_value());
  server.execute("UPDATE members SET frozen_at = UTC_TIMESTAMP(6)");
  BOOST_TEST(!told("K7C-4QT"));
}

// "kind:tag" of the outbox, in order; one for each kind.
std::string languages_in_outbox(Town& town) {
  constexpr Query<Params<>, Row<std::string>> kLanguages{
      "SELECT DISTINCT CONCAT(kind, ':', language) FROM outbox ORDER BY 1", accounts("admin")};
  Connection connection = town.root();
  std::string all;
  for (const auto& [each] : connection.all(kLanguages)) all += (all.empty() ? "" : " ") + each;
  return all;
}

BOOST_FIXTURE_TEST_CASE(what_was_asked_for_goes_as_it_was_asked_and_a_notice_in_the_members_own,
                        Desk) {
  const auto in_english = [&](std::string_view page, const Effects& effects) {
    Connection connection = as(page);
    Applying applying = this->applying(page);
    applying.language = Language::parse("en");
    return apply(connection, effects, applying);
  };
  Queue warning = message(2);
  warning.kind = MessageKind::recovery_tried;
  Queue to_nobody = message(3);
  to_nobody.member = kNobody;
  to_nobody.kind = MessageKind::recovery_tried;
  BOOST_TEST((in_english("code", {message(1), warning}) == Applied::done));
  BOOST_TEST((in_english("prove", {to_nobody}) == Applied::done));
  BOOST_TEST(languages_in_outbox(*this) == "code:en recovery_tried:fr");

  // From when the password is chosen, not for the news of it.
  server.execute("DELETE FROM outbox");
  const Notify changed{MessageKind::password_changed, kMember, kSubject, {}, 0};
  const SetPassword set{kMember, credentials().version, "$new"};
  BOOST_TEST((in_english("change_password", {set, changed}) == Applied::done));
  BOOST_TEST(languages_in_outbox(*this) == "password_changed:fr");
  server.execute("DELETE FROM outbox");
  apply_as("change_password", {changed});
  BOOST_TEST(languages_in_outbox(*this) == "password_changed:en");

  // The caisse asks for it: the member's own, as every notice.
  Queue posted = message(4);
  posted.kind = MessageKind::temporary;
  apply_as("admin", {posted});
  BOOST_TEST(languages_in_outbox(*this) == "password_changed:en temporary:en");
}

BOOST_FIXTURE_TEST_CASE(a_first_password_is_told_in_the_language_in_which_it_is_chosen, Desk) {
  Connection connection = as("new_password");
  Applying english = applying("new_password");
  english.language = Language::parse("en");
  BOOST_TEST((apply(connection,
                    {SetPassword{kMember, credentials().version, "$new"},
                     Notify{MessageKind::first_access, kMember, kSubject, {}, 0}},
                    english) == Applied::done));
  BOOST_TEST(languages_in_outbox(*this) == "first_access:en");
}

BOOST_FIXTURE_TEST_CASE(a_letter_goes_where_too_few_contacts_of_before_are_told, Desk) {
  const auto letters = [&](MessageKind kind, unsigned post_below) {
    apply_as("contacts", {Notify{kind, kMember, kSubject, {}, post_below}});
    return count(kNoticeLetters);
  };
  BOOST_TEST(letters(MessageKind::password_changed, 2) == 0u);  // e-mail and mobile
  server.execute("DELETE FROM contacts WHERE type = 'email'");
  BOOST_TEST(letters(MessageKind::password_changed, 1) == 0u);
  BOOST_TEST(letters(MessageKind::contact_changed, 2) == 1u);
  BOOST_TEST(letters(MessageKind::contact_changed, 2) == 1u);  // one a day of these
  BOOST_TEST(letters(MessageKind::password_changed, 2) == 2u);
  BOOST_TEST(letters(MessageKind::first_access, kAlwaysByPost) == 3u);
  BOOST_TEST(letters(MessageKind::password_changed, 2) == 4u);
  BOOST_TEST(letters(MessageKind::password_changed, 2) == 4u);  // four a month in all
  // Apart from the letters with passwords.
  BOOST_TEST(at_code.recovery(kSubject, now()).letters.empty());
  age("outbox", "queued_at", 30 * 24h);
  BOOST_TEST(letters(MessageKind::contact_changed, 2) == 5u);
}

BOOST_FIXTURE_TEST_CASE(a_contact_put_in_by_this_step_tells_nobody_of_before, Desk) {
  server.execute("DELETE FROM contacts WHERE type = 'email'");
  apply_as("contacts", {AddContact{kMember, ContactType::email, ContactState::pending, "v", "m",
                                   digest(1), 5, now() + 30min}});
  const Contact pending = at_contacts.contacts(kMember)[0];
  apply_as("contacts", {PromoteContact{kMember, pending.id, pending.version},
                        Notify{MessageKind::contact_changed, kMember, kSubject, {}, 2}});
  BOOST_TEST(count(kNoticeLetters) == 1u);
  BOOST_TEST(count(kMessages) == 3u);
}

BOOST_FIXTURE_TEST_CASE(the_last_warning_is_known_with_the_recovery, Desk) {
  BOOST_TEST(!at_code.recovery(kSubject, now()).warned_at);
  Queue order = message(8);
  order.kind = MessageKind::recovery_tried;
  apply_as("code", {order});
  BOOST_TEST(at_code.recovery(kSubject, now()).warned_at.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_is_used_once, Desk) {
  give_temporary();
  const auto version = credentials().version;
  BOOST_TEST((apply_as("sign_in", {UseTemporary{kMember, version}}) == Applied::done));
  BOOST_TEST(!credentials().temporary);
  BOOST_TEST((apply_as("sign_in", {UseTemporary{kMember, version}}) == Applied::conflict));
  BOOST_TEST((apply_as("sign_in", {UseTemporary{kMember, version + 1}}) == Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_dies_at_the_tenth_wrong_try, Desk) {
  give_temporary();
  for (unsigned i = 0; i < 10; ++i) {
    BOOST_TEST(credentials().temporary.has_value());
    BOOST_TEST((apply_as("sign_in", {CountWrongTemporary{kMember, credentials().version}}) ==
                Applied::done));
  }
  BOOST_TEST(!credentials().temporary);
}

BOOST_FIXTURE_TEST_CASE(a_session_is_not_opened_by_a_password_that_was_just_changed, Desk) {
  const auto version = credentials().version;
  apply_as("new_password", {SetPassword{kMember, version, "$new"}});
  BOOST_TEST((apply_as("sign_in", {StartSession{session(), version}}) == Applied::conflict));
  BOOST_TEST(count(kSessions) == 0u);
  BOOST_TEST((apply_as("sign_in", {StartSession{session(), version + 1},
                                   Rehash{kMember, version + 1, "$newer"}}) == Applied::done));
  BOOST_TEST(credentials().password == "$newer");
}

// Nodes of a cluster see each other's changes and none of each other's locks.
BOOST_FIXTURE_TEST_CASE(opening_a_session_is_a_change_of_the_member_that_another_node_sees, Desk) {
  const auto version = credentials().version;
  apply_as("sign_in", {StartSession{session(), version}});
  BOOST_TEST(credentials().version == version + 1);
  BOOST_TEST(
      (apply_as("new_password", {SetPassword{kMember, version, "$new"}}) == Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_new_session_ends_the_earlier_one_and_the_journey_of_this_browser, Desk) {
  apply_as("identify", {StartJourney{}});
  apply_as("sign_in", {StartSession{session()}});
  Applying again = applying("sign_in");
  again.journey = again.new_journey;
  again.full = again.new_full;
  again.new_full = digest(9003);
  BOOST_TEST((apply(account, {StartSession{session()}}, again) == Applied::done));
  BOOST_TEST(count(kSessions) == 1u);
  BOOST_TEST(count(kJourneys) == 0u);
}

BOOST_FIXTURE_TEST_CASE(other_sessions_journeys_and_the_live_code_end_together, Desk) {
  Recovery recovery;
  recovery.subject = kSubject;
  recovery.code = LiveCode{digest(3), 77, digest(4), now() + 30min, 0};
  apply_as("code", {SaveRecovery{recovery}});
  Journey journey;
  journey.subject = kSubject;
  journey.member = kMember;
  for (unsigned i = 1; i <= 3; ++i) {
    Applying one = applying("sign_in");
    one.new_journey = digest(i);
    one.new_full = digest(10 + i);
    apply(account, {StartJourney{journey}, StartSession{session()}}, one);
  }
  BOOST_TEST(count(kSessions) == 3u);
  Connection changer = as("change_password");
  Applying mine = applying("change_password");
  mine.full = digest(12);
  BOOST_TEST((apply(changer, {EndOtherSessions{kMember, kSubject}}, mine) == Applied::done));
  BOOST_TEST(count(kSessions) == 1u);
  BOOST_TEST(load_session(changer, digest(12), limits).row.has_value());
  BOOST_TEST(count(kJourneys) == 0u);
  BOOST_TEST(!at_code.recovery(kSubject, now()).code);
}

// One that began under the pseudonym of before a rotation is the member's all the same.
BOOST_FIXTURE_TEST_CASE(a_member_s_journeys_end_whatever_subject_they_began_under, Desk) {
  Journey journey;
  journey.subject = digest(77);
  journey.member = kMember;
  apply_as("identify", {StartJourney{journey}});
  Connection page = as("not_me");
  Applying here = applying("not_me");
  here.new_journey = digest(9009);
  BOOST_TEST((apply(page, {EndOtherSessions{kMember, kSubject}}, here) == Applied::done));
  BOOST_TEST(count(kJourneys) == 0u);
}

BOOST_FIXTURE_TEST_CASE(ending_what_is_nobody_s_ends_no_stranger_s_journey, Desk) {
  apply_as("identify", {StartJourney{}});
  Connection page = as("not_me");
  Applying here = applying("not_me");
  here.new_journey = digest(9009);
  BOOST_TEST((apply(page, {EndOtherSessions{kNobody, {}}}, here) == Applied::done));
  BOOST_TEST(count(kJourneys) == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_password_asked_again_on_contacts_makes_a_new_session, Desk) {
  const auto version = credentials().version;
  apply_as("sign_in", {StartSession{session(), version}});
  Connection page = as("contacts");
  Applying again = applying("contacts");
  again.full = again.new_full;
  again.new_full = digest(9003);
  BOOST_TEST((apply(page, {StartSession{session(), version}}, again) == Applied::conflict));
  BOOST_TEST(load_session(page, *again.full, limits).row.has_value());
  BOOST_TEST((apply(page, {StartSession{session(), version + 1}}, again) == Applied::done));
  BOOST_TEST(!load_session(page, *again.full, limits).row.has_value());
  BOOST_TEST(load_session(page, digest(9003), limits).row.has_value());
}

BOOST_FIXTURE_TEST_CASE(the_session_that_a_step_starts_survives_the_end_of_the_others, Desk) {
  Connection changer = as("change_password");
  Applying mine = applying("change_password");
  mine.full = digest(12);
  BOOST_TEST((apply(changer, {StartSession{session()}, EndOtherSessions{kMember, kSubject}},
                    mine) == Applied::done));
  BOOST_TEST(count(kSessions) == 1u);
}

BOOST_FIXTURE_TEST_CASE(wrong_contact_codes_are_counted_one_by_one, Desk) {
  apply_as("contacts", {AddContact{kMember, ContactType::mobile, ContactState::pending, "value",
                                   "mask", digest(1), 501, now() + 30min}});
  const Contact pending = at_contacts.contacts(kMember).back();
  BOOST_TEST((apply_as("contacts", {CountWrongContactCode{pending.id, pending.version}}) ==
              Applied::done));
  BOOST_TEST(at_contacts.contacts(kMember).back().code_wrong == 1u);
  BOOST_TEST((apply_as("contacts", {CountWrongContactCode{pending.id, pending.version}}) ==
              Applied::conflict));
  BOOST_TEST((apply_as("contacts", {RenewContactCode{pending.id, pending.version, 502, now()}}) ==
              Applied::conflict));
  BOOST_TEST(
      (apply_as("contacts", {DropContact{pending.id, pending.version}}) == Applied::conflict));
  BOOST_TEST(at_contacts.contacts(kMember).back().code_wrong == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_page_ends_only_sessions_of_its_own_member, Desk) {
  apply_as("sign_in", {StartSession{session()}});
  BOOST_TEST((apply_as("account", {EndOneSession{kPaul, digest(9002)}}) == Applied::done));
  BOOST_TEST(count(kSessions) == 1u);
  BOOST_TEST((apply_as("account", {EndOneSession{kMember, digest(9002)}}) == Applied::done));
  BOOST_TEST(count(kSessions) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_pending_contact_replaces_the_pending_one_and_becomes_current, Desk) {
  AddContact wish{kMember, ContactType::email, ContactState::pending, "value", "mask", digest(1),
                  501,     now() + 30min};
  BOOST_TEST((apply_as("contacts", {wish}) == Applied::done));
  wish.message = 502;
  wish.destination = digest(2);
  BOOST_TEST((apply_as("contacts", {wish}) == Applied::done));
  auto found = at_contacts.contacts(kMember);
  BOOST_TEST(found.size() == 3u);
  BOOST_TEST((found[0].type == ContactType::email && found[0].id == 71));
  const Contact pending = found[1];
  BOOST_TEST((pending.state == ContactState::pending));
  BOOST_TEST(pending.message == 502u);
  BOOST_TEST((apply_as("contacts", {CountWrongContactCode{pending.id, pending.version}}) ==
              Applied::done));
  BOOST_TEST((apply_as("contacts", {PromoteContact{kMember, pending.id, pending.version}}) ==
              Applied::conflict));
  BOOST_TEST((apply_as("contacts", {PromoteContact{kPaul, pending.id, pending.version + 1}}) ==
              Applied::conflict));
  BOOST_TEST((apply_as("contacts", {PromoteContact{kMember, pending.id, pending.version + 1},
                                    Notify{MessageKind::contact_changed, kMember, kSubject,
                                           pending.id}}) == Applied::done));
  found = at_contacts.contacts(kMember);
  BOOST_TEST(found.size() == 2u);
  BOOST_TEST((found[0].destination == digest(2)));
  BOOST_TEST((found[0].state == ContactState::current));

  // The former address, the mobile and the new address are told.
  Connection connection = root();
  const auto notices = connection.all(kNotices);
  BOOST_REQUIRE(notices.size() == 3u);
  BOOST_TEST(std::get<1>(notices[0]).value() == 71u);
  BOOST_TEST(std::get<2>(notices[0]) == "email");
  BOOST_TEST(std::get<1>(notices[1]).value() == 72u);
  BOOST_TEST(std::get<2>(notices[1]) == "sms");
  BOOST_TEST(std::get<1>(notices[2]).value() == pending.id);
}

// Where the other one has none of this type: no unique key of the table stands before it.
BOOST_FIXTURE_TEST_CASE(a_pending_contact_is_confirmed_by_its_own_member_alone, Desk) {
  const AddContact wish{
      kPaul, ContactType::email, ContactState::pending, "value", "mask", digest(1),
      501,   now() + 30min};
  BOOST_TEST((apply_as("contacts", {wish}) == Applied::done));
  const auto found = at_contacts.contacts(kPaul);
  const auto pending =
      std::ranges::find(found, ContactState::pending, [](const Contact& one) { return one.state; });
  BOOST_REQUIRE((pending != found.end()));
  BOOST_TEST((apply_as("contacts", {PromoteContact{kMember, pending->id, pending->version}}) ==
              Applied::conflict));
  BOOST_TEST((apply_as("contacts", {PromoteContact{kPaul, pending->id, pending->version}}) ==
              Applied::done));
}

BOOST_FIXTURE_TEST_CASE(the_words_of_a_contact_are_read_for_a_password_and_end_with_it, Desk) {
  Connection connection = as("new_password");
  SqlRecords reader(connection, limits);
  const auto wish = [&](MessageKey message, const std::string& words) {
    return AddContact{kMember,
                      ContactType::email,
                      ContactState::pending,
                      "value",
                      "mask",
                      digest(1),
                      message,
                      now() + 30min,
                      words};
  };
  BOOST_TEST(reader.contact_words(kMember) == "");
  apply_as("contacts", {wish(501, "ab")});
  BOOST_TEST(reader.contact_words(kMember) == "ab");
  BOOST_TEST(reader.contact_words(kPaul) == "");
  // Replaced, dropped, ended by a freeze: nothing of it stays.
  apply_as("contacts", {wish(502, "cdef")});
  BOOST_TEST(reader.contact_words(kMember) == "cdef");
  const Contact pending = at_contacts.contacts(kMember)[1];
  apply_as("contacts", {DropContact{pending.id, pending.version}});
  apply_as("contacts", {wish(503, "gh")});
  apply_as("not_me", {Freeze{kMember}});
  BOOST_TEST(reader.contact_words(kMember) == "");
  BOOST_TEST(std::get<0>(root().one(kWithWords).value()) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_replaced_or_dropped_wish_is_told_to_nobody, Desk) {
  AddContact wish{kMember, ContactType::mobile, ContactState::pending, "value", "mask", digest(1),
                  501,     now() + 30min};
  apply_as("contacts", {wish});
  const Contact pending = at_contacts.contacts(kMember).back();
  BOOST_TEST((apply_as("contacts", {DropContact{pending.id, pending.version},
                                    Notify{MessageKind::contact_changed, kMember, kSubject,
                                           pending.id}}) == Applied::done));
  BOOST_TEST(count(kMessages) == 2u);
  BOOST_TEST(at_contacts.contacts(kMember).size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_renewed_contact_code_kills_the_old_one, Desk) {
  const AddContact wish{
      kMember, ContactType::mobile, ContactState::pending, "value", "mask", digest(1),
      501,     now() + 30min};
  apply_as("contacts", {wish});
  server.execute(
      "UPDATE contacts SET code_hash = REPEAT('c', 32), code_wrong = 2 WHERE message = 501");
  Contact pending = at_contacts.contacts(kMember).back();
  BOOST_TEST(pending.code_hash.has_value());
  BOOST_TEST((apply_as("contacts", {RenewContactCode{pending.id, pending.version, 502,
                                                     now() + 30min}}) == Applied::done));
  pending = at_contacts.contacts(kMember).back();
  BOOST_TEST(!pending.code_hash);
  BOOST_TEST(pending.code_wrong == 0u);
  BOOST_TEST(pending.message == 502u);
  // Asked for a second time at the same moment.
  BOOST_TEST((apply_as("contacts", {RenewContactCode{pending.id, pending.version - 1, 503,
                                                     now() + 30min}}) == Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_page_that_shows_masks_never_sees_a_contact_code, Desk) {
  const AddContact wish{
      kMember, ContactType::mobile, ContactState::pending, "value", "mask", digest(1),
      501,     now() + 30min};
  apply_as("contacts", {wish});
  server.execute("UPDATE contacts SET code_hash = REPEAT('c', 32) WHERE message = 501");
  Connection connection = as("channel");
  const auto found = SqlRecords(connection, limits).contacts(kMember);
  BOOST_TEST(found.size() == 3u);
  for (const Contact& contact : found) BOOST_TEST(!contact.code_hash);
}

BOOST_FIXTURE_TEST_CASE(a_request_of_an_operator_is_taken_once, Desk) {
  apply_as("admin",
           {AddRequest{9, kMember, "forget", "", std::nullopt, "dupont", now() + 72h, digest(1)}});
  BOOST_TEST((apply_as("admin", {TakeRequest{9}}) == Applied::done));
  BOOST_TEST((apply_as("admin", {TakeRequest{9}}) == Applied::conflict));
}

BOOST_FIXTURE_TEST_CASE(a_bucket_gives_no_more_than_it_holds_and_fills_again, Desk) {
  const Bucket bucket{"start:192.0.2.1", 3, 1h};
  for (int i = 0; i < 3; ++i) {
    BOOST_TEST((apply_as("identify", {Spend{bucket}}) == Applied::done));
  }
  BOOST_TEST((apply_as("identify", {Spend{bucket}}) == Applied::conflict));
  BOOST_TEST((apply_as("identify", {Spend{{"start:192.0.2.2", 0, 1h}}}) == Applied::conflict));
  Connection connection = as("identify");
  BOOST_TEST(SqlRecords(connection, limits).used(bucket, now()) == 3u);
  age("allowances", "ends_at", 1h);
  BOOST_TEST(SqlRecords(connection, limits).used(bucket, now()) == 0u);
  BOOST_TEST((apply_as("identify", {Spend{bucket}}) == Applied::done));
  BOOST_TEST(SqlRecords(connection, limits).used(bucket, now()) == 1u);
}

BOOST_FIXTURE_TEST_CASE(verification_codes_count_for_the_member, Desk) {
  Queue code = message(5);
  code.kind = MessageKind::verification;
  apply_as("contacts", {code});
  BOOST_TEST(at_contacts.verifications_sent(kMember, now()).size() == 1u);
  BOOST_TEST(at_contacts.verifications_sent(kPaul, now()).empty());
  age("outbox", "queued_at", 24h);
  BOOST_TEST(at_contacts.verifications_sent(kMember, now()).empty());
}

BOOST_FIXTURE_TEST_CASE(the_audit_trail_says_what_where_and_with_what_device, Desk) {
  apply_as("prove", {Audit{Event::proof_wrong, kSubject, "amount"}});
  apply_as("code", {Audit{Event::code_right, kSubject, {}}});
  Connection connection = root();
  const auto trail = connection.all(kTrail);
  BOOST_REQUIRE(trail.size() == 2u);
  BOOST_TEST((trail[0] == std::tuple(std::string("proof_wrong"), std::string("prove"),
                                     std::string("Firefox, Windows"), std::string("amount"))));
  Connection reader = as("account");
  const auto events = SqlRecords(reader, limits).events(kMember, 1);
  BOOST_REQUIRE(events.size() == 1u);
  BOOST_TEST(events[0].event == "code_right");
}

BOOST_FIXTURE_TEST_CASE(a_fact_is_right_for_its_member_kind_answer_and_day, Desk) {
  server.execute("INSERT INTO facts (member, kind, answer, dated) VALUES (7, 'benefit', x'" +
                 to_hex(view(digest(1))) + "', '2026-06-10')");
  Connection connection = as("prove");
  SqlRecords records(connection, limits);
  const Time day = std::chrono::sys_days{std::chrono::year{2026} / 6 / 10};
  BOOST_TEST(records.fact(kMember, FactKind::benefit, digest(1), day));
  BOOST_TEST(records.fact(kMember, FactKind::benefit, digest(1), day + 23h));
  BOOST_TEST(!records.fact(kMember, FactKind::benefit, digest(1), day + 24h));
  BOOST_TEST(!records.fact(kMember, FactKind::payroll, digest(1), day));
  BOOST_TEST(!records.fact(kMember, FactKind::benefit, digest(2), day));
  BOOST_TEST(!records.fact(kPaul, FactKind::benefit, digest(1), day));
  BOOST_TEST(!records.fact(kNobody, FactKind::benefit, digest(1), day));
}

BOOST_FIXTURE_TEST_CASE(open_sessions_are_the_living_ones, Desk) {
  apply_as("sign_in", {StartSession{session()}});
  Connection connection = as("account");
  SqlRecords records(connection, limits);
  BOOST_TEST(records.open_sessions(kMember, now()).size() == 1u);
  BOOST_TEST(records.open_sessions(kPaul, now()).empty());
  age("sessions", "seen_at", 30min);
  BOOST_TEST(records.open_sessions(kMember, now()).empty());
}

BOOST_FIXTURE_TEST_CASE(health_calls_a_database_in_which_nothing_can_be_written_away, Desk) {
  Connection connection = as("health");
  SqlRecords records(connection, limits);
  Server::get().execute("SET GLOBAL read_only = 1");
  BOOST_CHECK_THROW(records.health(), StorageError);
  Server::get().execute("SET GLOBAL read_only = 0");
  BOOST_TEST(records.health().schema.version == kSchemaVersion);
}

BOOST_FIXTURE_TEST_CASE(health_tells_the_version_and_how_long_a_message_waits, Desk) {
  Connection connection = as("health");
  SqlRecords records(connection, limits);
  BOOST_TEST(records.health().schema.version == kSchemaVersion);
  BOOST_TEST(!records.health().oldest_queued);
  apply_as("code", {message(5)});
  BOOST_REQUIRE(records.health().oldest_queued);
  BOOST_TEST((*records.health().oldest_queued < std::chrono::minutes(5)));
}

BOOST_AUTO_TEST_SUITE_END()
