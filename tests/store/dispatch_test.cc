#include "store/dispatch.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "store/queries.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr Query<Params<std::uint64_t>, Row<std::string, std::string, std::string, unsigned>> kState{
    "SELECT state, reference, reason, tries FROM outbox WHERE message = ?", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kUntried{
    "SELECT COUNT(*) FROM outbox WHERE tries <> 1", accounts("admin")};

Queue message(MessageKey key, MessageKind kind, MemberId member = kMarie) {
  Queue order;
  order.key = key;
  order.kind = kind;
  order.subject = subject_of(member);
  order.member = member;
  order.journey = digest(3);
  order.on_file_before = Time{} + std::chrono::hours(24 * 365 * 70);
  return order;
}

struct Post : Town {
  Connection connection = as("courier");
  SqlDispatch courier{connection};
  Connection asker = as("code");
  SqlRecords records{asker, limits};

  void queue(const Queue& order) { BOOST_REQUIRE((apply_as("code", {order}) == Applied::done)); }
  Claimed queue_and_claim(const Queue& order) {
    queue(order);
    auto claims = courier.claim(1, 60s);
    BOOST_REQUIRE(claims.size() == 1u);
    return claims.front();
  }
  void ask_for_code(MessageKey key, MemberId member = kMarie) {
    Recovery recovery = records.recovery(subject_of(member), now());
    recovery.code = LiveCode{digest(3), key, {}, now() + 30min, 0};
    BOOST_REQUIRE((apply_as("code", {SaveRecovery{recovery}}) == Applied::done));
  }
  std::optional<LiveCode> live_code(MemberId member = kMarie) {
    return records.recovery(subject_of(member), now()).code;
  }
  std::optional<Temporary> temporary(MemberId member = kMarie) {
    Connection reader = as("sign_in");
    return SqlRecords(reader, limits).credentials(subject_of(member))->temporary;
  }
  std::string state(MessageKey key) {
    Connection reader = root();
    return std::get<0>(reader.one(kState, key).value());
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dispatch)

BOOST_FIXTURE_TEST_CASE(a_claim_brings_the_row_as_it_was_queued, Post) {
  Queue order = message(UINT64_MAX >> 1, MessageKind::contact_changed);
  order.channel = Channel::email;
  order.contact = 71;
  const Claimed claim = queue_and_claim(order);
  BOOST_TEST(claim.key == order.key);
  BOOST_TEST((claim.kind == order.kind));
  BOOST_TEST((claim.channel == order.channel));
  BOOST_TEST((claim.subject == order.subject));
  BOOST_TEST(claim.member == order.member);
  BOOST_TEST((claim.journey == order.journey));
  BOOST_TEST(claim.contact.value() == 71u);
  BOOST_TEST((claim.on_file_before == order.on_file_before));
  BOOST_TEST(claim.tries == 1u);
  BOOST_TEST(courier.claim(10, 60s).empty());
}

BOOST_FIXTURE_TEST_CASE(codes_go_before_temporary_passwords_and_these_before_notices, Post) {
  queue(message(1, MessageKind::password_changed));
  queue(message(2, MessageKind::temporary));
  queue(message(3, MessageKind::code));
  queue(message(4, MessageKind::verification));
  const auto first = courier.claim(3, 60s);
  BOOST_REQUIRE(first.size() == 3u);
  BOOST_TEST(first[0].key == 3u);
  BOOST_TEST(first[1].key == 4u);
  BOOST_TEST(first[2].key == 2u);
  BOOST_TEST(courier.claim(3, 60s).front().key == 1u);
}

BOOST_FIXTURE_TEST_CASE(four_couriers_share_ten_thousand_rows_without_one_twice, Post) {
  Effects effects;
  for (MessageKey key = 1; key <= 10'000; ++key) {
    effects.emplace_back(message(key, key % 2 == 0 ? MessageKind::code : MessageKind::temporary));
  }
  BOOST_REQUIRE((apply_as("code", effects) == Applied::done));
  std::mutex mutex;
  std::multiset<MessageKey> seen;
  std::vector<std::jthread> couriers;
  for (int i = 0; i < 4; ++i) {
    couriers.emplace_back([&] {
      Connection own = as("courier");
      SqlDispatch desk(own);
      for (unsigned idle = 0; idle < 20;) {
        const auto claims = desk.claim(7, 600s);
        if (claims.empty()) {
          ++idle;
          std::this_thread::sleep_for(2ms);
          continue;
        }
        idle = 0;
        const std::scoped_lock lock(mutex);
        for (const Claimed& claim : claims) seen.insert(claim.key);
      }
    });
  }
  couriers.clear();
  BOOST_TEST(seen.size() == 10'000u);
  BOOST_TEST(std::set<MessageKey>(seen.begin(), seen.end()).size() == 10'000u);
  BOOST_TEST(count(kUntried) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_look_of_a_lane_that_finds_nothing_is_one_statement, Post) {
  const auto looked = [&](Channel channel) {
    const DatabaseUse before = connection.use();
    courier.claim(1, 60s, channel);
    return (connection.use() - before).statements;
  };
  looked(Channel::email);  // connects
  queue(message(1, MessageKind::code));
  BOOST_TEST(looked(Channel::email) == 1u);
  BOOST_TEST(looked(Channel::sms) == 5u);
  BOOST_TEST(looked(Channel::sms) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_claim_brings_the_clock_and_both_contacts_are_one_statement, Post) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::code));
  const DatabaseUse before = connection.use();
  const auto taken = [&] { return (connection.use() - before).statements; };
  BOOST_TEST((courier.now() >= claim.queued_at));
  BOOST_TEST(taken() == 0u);
  courier.destination(claim);
  BOOST_TEST(taken() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_lane_finds_every_priority_by_itself, Post) {
  for (const MessageKind kind :
       {MessageKind::code, MessageKind::temporary, MessageKind::password_changed}) {
    queue(message(1 + static_cast<MessageKey>(kind), kind));
    const auto claims = courier.claim(1, 60s, Channel::sms);
    BOOST_REQUIRE(claims.size() == 1u);
    BOOST_TEST((claims[0].kind == kind));
  }
}

BOOST_FIXTURE_TEST_CASE(a_claim_does_not_wait_for_another_couriers_locks, Post) {
  queue(message(1, MessageKind::code));
  queue(message(2, MessageKind::code));
  Connection other = root();
  Transaction transaction(other);
  BOOST_TEST(other.all(sql::kFindDue, 0u, "sms", 1u).size() == 1u);  // holds row 1
  const auto before = std::chrono::steady_clock::now();
  const auto claims = courier.claim(10, 60s);
  BOOST_TEST((std::chrono::steady_clock::now() - before < 1s));
  BOOST_REQUIRE(claims.size() == 1u);
  BOOST_TEST(claims[0].key == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_row_whose_lease_ran_out_is_due_again_and_the_first_claim_is_void, Post) {
  ask_for_code(1);
  const Claimed first = queue_and_claim(message(1, MessageKind::code));
  BOOST_TEST(courier.mint_code(first, digest(10), now() + 30min, "AB12"));
  age("outbox", "due_at", 61s);
  const auto again = courier.claim(1, 60s);
  BOOST_REQUIRE(again.size() == 1u);
  BOOST_TEST(again[0].tries == 2u);
  BOOST_TEST(!courier.handed_over(first, {"kannel", "7", {}}));
  BOOST_TEST(!courier.mint_code(first, digest(11), now() + 30min, "CD34"));
  BOOST_TEST((live_code()->hash == digest(10)));
  BOOST_TEST(courier.mint_code(again[0], digest(12), now() + 30min, "EF56"));
  BOOST_TEST((live_code()->hash == digest(12)));
  BOOST_TEST(courier.handed_over(again[0], {"kannel", "7", {}}));
  BOOST_TEST(state(1) == "handed_over");
  const auto status = records.message(1).value();
  BOOST_TEST(status.reference == "EF56");
  BOOST_TEST(status.handed_over_at.has_value());
  BOOST_TEST(!courier.handed_over(again[0], {"kannel", "7", {}}));
}

BOOST_FIXTURE_TEST_CASE(a_wrong_clock_takes_no_message_out_of_another_couriers_hands, Post) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::password_changed));
  BOOST_TEST(courier.start_notice(claim, "AB12"));
  age("outbox", "due_at", 10min);  // as a courier sees it whose clock is ahead of this one's
  BOOST_TEST(courier.claim(1, 60s).empty());
  BOOST_TEST(courier.handed_over(claim, {"kannel", "7", {}}));
  BOOST_TEST(state(1) == "handed_over");
  BOOST_TEST(courier.claim(1, 60s).empty());
}

BOOST_FIXTURE_TEST_CASE(what_died_while_no_courier_ran_is_taken_up_one_lease_later, Post) {
  queue_and_claim(message(1, MessageKind::password_changed));
  for (unsigned tries = 2; tries <= 3; ++tries) {
    age("outbox", "due_at", 10min);
    BOOST_TEST(courier.claim(1, 60s).empty());
    BOOST_TEST(courier.claim(1, 60s).empty());
    age("outbox", "due_at", 10min);  // late again: it is not left a second time
    const auto claims = courier.claim(1, 60s);
    BOOST_REQUIRE(claims.size() == 1u);
    BOOST_TEST(claims[0].tries == tries);
  }
}

BOOST_FIXTURE_TEST_CASE(a_code_that_a_newer_one_replaced_is_not_minted, Post) {
  ask_for_code(1);
  const Claimed claim = queue_and_claim(message(1, MessageKind::code));
  ask_for_code(2);
  BOOST_TEST(!courier.mint_code(claim, digest(10), now() + 30min, "AB12"));
  BOOST_TEST(!live_code()->hash);
  BOOST_TEST(state(1) == "queued");
  BOOST_TEST(courier.dropped(claim, "superseded"));
  BOOST_TEST(state(1) == "dropped");
  BOOST_TEST(courier.claim(1, 60s).empty());
}

BOOST_FIXTURE_TEST_CASE(a_code_is_minted_only_for_the_journey_that_asked, Post) {
  ask_for_code(1);
  Queue order = message(1, MessageKind::code);
  order.journey = digest(4);
  BOOST_TEST(!courier.mint_code(queue_and_claim(order), digest(10), now() + 30min, "AB12"));
}

BOOST_FIXTURE_TEST_CASE(minting_makes_a_page_that_saw_no_hash_run_again, Post) {
  ask_for_code(1);
  const Recovery seen = records.recovery(subject_of(kMarie), now());
  const Claimed claim = queue_and_claim(message(1, MessageKind::code));
  BOOST_TEST(courier.mint_code(claim, digest(10), now() + 30min, "AB12"));
  BOOST_TEST((apply_as("code", {SaveRecovery{seen}}) == Applied::conflict));
  BOOST_TEST((live_code()->hash == digest(10)));
}

BOOST_FIXTURE_TEST_CASE(a_strangers_message_runs_the_same_course, Post) {
  const MemberId stranger = 4000;
  ask_for_code(1, stranger);
  Queue order = message(1, MessageKind::code, stranger);
  order.member = kNobody;
  Claimed claim = queue_and_claim(order);
  BOOST_TEST(!courier.destination(claim));
  BOOST_TEST(!courier.addressee(claim));
  BOOST_TEST(courier.mint_code(claim, digest(10), now() + 30min, "AB12"));
  BOOST_TEST(courier.handed_over(claim, {"kannel", "7", {}}));
  order = message(2, MessageKind::temporary, stranger);
  order.member = kNobody;
  claim = queue_and_claim(order);
  BOOST_TEST(courier.mint_temporary(claim, digest(11), now() + 24h, "CD34"));
  BOOST_TEST(courier.handed_over(claim, {"kannel", "7", {}}));
}

BOOST_FIXTURE_TEST_CASE(the_destination_is_what_was_on_file_before_the_journey, Post) {
  Queue order = message(1, MessageKind::code);
  Claimed claim = queue_and_claim(order);
  BOOST_TEST(courier.destination(claim)->value_sealed == "value-mobile");
  claim.channel = Channel::email;
  BOOST_TEST(courier.destination(claim)->value_sealed == "value-email");
  claim.on_file_before = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
  BOOST_TEST(!courier.destination(claim));
  claim.on_file_before += 1us;
  BOOST_TEST(courier.destination(claim).has_value());
  BOOST_TEST(courier.addressee(claim)->address_sealed == "address");
  claim.member = kPaul;  // has a landline only
  BOOST_TEST(!courier.destination(claim));
}

BOOST_FIXTURE_TEST_CASE(the_other_electronic_contact_is_used_when_the_wanted_one_is_missing, Post) {
  server.execute("DELETE FROM contacts WHERE type = 'mobile'");
  const Claimed claim = queue_and_claim(message(1, MessageKind::code));
  BOOST_TEST((courier.destination(claim)->type == ContactType::email));
}

BOOST_FIXTURE_TEST_CASE(a_frozen_member_is_sent_nothing_but_letters, Post) {
  apply_as("contacts", {AddContact{kMarie, ContactType::email, ContactState::pending, "v", "m",
                                   digest(1), 4, now() + 30min}});
  server.execute("UPDATE members SET frozen_at = UTC_TIMESTAMP(6)");
  for (const MessageKind kind :
       {MessageKind::code, MessageKind::temporary, MessageKind::recovery_tried}) {
    const Claimed claim = queue_and_claim(message(1, kind));
    BOOST_TEST(!courier.destination(claim));
    if (kind == MessageKind::temporary) {
      BOOST_TEST(!courier.mint_temporary(claim, digest(1), now() + 24h, "AB12"));
    }
    server.execute("DELETE FROM outbox");
  }
  Queue notice = message(2, MessageKind::password_changed);
  notice.contact = 71;
  BOOST_TEST(!courier.destination(queue_and_claim(notice)));
  BOOST_TEST(!courier.destination(queue_and_claim(message(4, MessageKind::verification))));

  Queue letter = message(3, MessageKind::temporary);
  letter.channel = Channel::letter;
  const Claimed claim = queue_and_claim(letter);
  BOOST_TEST(courier.addressee(claim)->address_sealed == "address");
  BOOST_TEST(courier.mint_temporary(claim, digest(1), now() + 24h, "AB12"));
  BOOST_TEST_REQUIRE(temporary().has_value());
  BOOST_TEST((temporary()->channel == Channel::letter));
}

BOOST_FIXTURE_TEST_CASE(a_warning_of_tries_goes_to_the_contact_of_its_own_channel_only, Post) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::recovery_tried));
  BOOST_TEST((courier.destination(claim)->type == ContactType::mobile));
  server.execute("DELETE FROM contacts WHERE type = 'mobile'");
  BOOST_TEST(!courier.destination(claim));
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_is_minted_for_the_latest_message_only, Post) {
  const Claimed first = queue_and_claim(message(1, MessageKind::temporary));
  const Claimed second = queue_and_claim(message(2, MessageKind::temporary));
  BOOST_TEST(courier.mint_temporary(second, digest(20), now() + 24h, "CD34"));
  BOOST_TEST(!courier.mint_temporary(first, digest(10), now() + 24h, "AB12"));
  BOOST_TEST((temporary()->hash == digest(20)));
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_asked_for_before_a_change_is_never_minted, Post) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::temporary));
  Connection reader = as("sign_in");
  const auto version = SqlRecords(reader, limits).credentials(subject_of(kMarie))->version;
  BOOST_REQUIRE(
      (apply_as("new_password", {SetPassword{kMarie, version, "$new"}}) == Applied::done));
  BOOST_TEST(!courier.mint_temporary(claim, digest(10), now() + 24h, "AB12"));
  BOOST_TEST(!temporary());
}

BOOST_FIXTURE_TEST_CASE(a_verification_code_goes_to_the_pending_contact_that_asked, Post) {
  const AddContact wish{kMarie, ContactType::email, ContactState::pending, "new", "mask", digest(1),
                        1,      now() + 30min};
  Queue order = message(1, MessageKind::verification);
  BOOST_REQUIRE((apply_as("contacts", {wish, order}) == Applied::done));
  const Claimed claim = courier.claim(1, 60s).front();
  BOOST_TEST(courier.destination(claim)->value_sealed == "new");
  BOOST_TEST(courier.mint_verification(claim, digest(10), now() + 30min, "AB12"));
  Connection reader = as("contacts");
  const Contact pending = SqlRecords(reader, limits).contacts(kMarie)[1];
  BOOST_TEST((pending.code_hash == digest(10)));
  BOOST_REQUIRE((apply_as("contacts", {RenewContactCode{pending.id, pending.version, 2,
                                                        now() + 30min}}) == Applied::done));
  BOOST_TEST(!courier.mint_verification(claim, digest(11), now() + 30min, "AB12"));
  BOOST_TEST(!courier.destination(claim));
}

BOOST_FIXTURE_TEST_CASE(a_notice_reaches_an_address_that_is_former_meanwhile, Post) {
  server.execute(
      "UPDATE contacts SET state = NULL, ended_at = UTC_TIMESTAMP(6) WHERE contact = 71");
  Queue order = message(1, MessageKind::contact_changed);
  order.contact = 71;
  const Claimed claim = queue_and_claim(order);
  BOOST_TEST(courier.destination(claim)->value_sealed == "value-email");
  BOOST_TEST(courier.start_notice(claim, "AB12"));
  BOOST_TEST(state(1) == "sending");
}

BOOST_FIXTURE_TEST_CASE(a_notice_reaches_nothing_that_never_was_a_contact, Post) {
  apply_as("contacts", {AddContact{kMarie, ContactType::email, ContactState::pending, "v", "m",
                                   digest(1), 4, now() + 30min}});
  Connection reader = as("contacts");
  Queue order = message(1, MessageKind::contact_changed);
  order.contact = SqlRecords(reader, limits).contacts(kMarie)[1].id;
  BOOST_TEST(!courier.destination(queue_and_claim(order)));
}

BOOST_FIXTURE_TEST_CASE(a_row_that_was_put_off_is_due_at_its_time, Post) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::password_changed));
  BOOST_TEST(courier.put_off(claim, now() + 1h, "provider_down"));
  BOOST_TEST(courier.claim(1, 60s).empty());
  age("outbox", "due_at", 1h);
  BOOST_TEST(courier.claim(1, 60s).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_message_that_failed_is_never_claimed_again, Post) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::code));
  BOOST_TEST(courier.failed(claim, "refused", {"kannel", {}, {}}));
  BOOST_TEST(state(1) == "failed");
  BOOST_TEST(!courier.put_off(claim, now(), "again"));
  age("outbox", "queued_at", 1h);
  BOOST_TEST(courier.claim(1, 60s).empty());
}

BOOST_FIXTURE_TEST_CASE(the_courier_spends_allowances_of_destinations, Post) {
  const Bucket bucket{"destination:x", 2, 24h};
  BOOST_TEST(courier.spend(bucket));
  BOOST_TEST(courier.spend(bucket));
  BOOST_TEST(!courier.spend(bucket));
}

// ---- Another node of a cluster

BOOST_FIXTURE_TEST_CASE(what_another_node_was_quicker_with_is_claimed_by_the_next_try, Post) {
  queue(message(1, MessageKind::code));
  const QuickerNode other(server, "UPDATE", "outbox");
  BOOST_TEST(courier.claim(1, 60s).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_secret_that_lost_against_another_node_is_minted_by_the_next_try, Post) {
  ask_for_code(1);
  const Claimed claim = queue_and_claim(message(1, MessageKind::code));
  const QuickerNode other(server, "UPDATE", "recoveries");
  BOOST_TEST(courier.mint_code(claim, digest(10), now() + 30min, "AB12"));
  BOOST_TEST((live_code()->hash == digest(10)));
  BOOST_TEST(state(1) == "sending");
}

BOOST_FIXTURE_TEST_CASE(a_window_that_another_node_opens_at_the_same_moment_is_not_used_up, Post) {
  const Bucket bucket{"destination:x", 2, 24h};
  {
    const QuickerNode other(server, "INSERT", "allowances");
    BOOST_TEST(courier.spend(bucket));
  }
  {
    const QuickerNode other(server, "UPDATE", "allowances");
    BOOST_TEST(courier.spend(bucket));
  }
  BOOST_TEST(!courier.spend(bucket));
  BOOST_TEST(courier.level(bucket).used == 2u);
}

// ---- What became of it

namespace {

constexpr Query<Params<std::uint64_t>, Row<std::string, std::string, unsigned>> kCarried{
    "SELECT provider, provider_id, crashes FROM outbox WHERE message = ?", accounts("admin")};

struct Fate : Post {
  // As the page sees it.
  MessageStatus status(MessageKey key) { return records.message(key).value(); }
  Claimed sending(MessageKey key, MemberId member = kMarie) {
    const Claimed claim = queue_and_claim(message(key, MessageKind::password_changed, member));
    BOOST_REQUIRE(courier.start_notice(claim, "AB12"));
    return claim;
  }
  void receipt(MessageKey key, std::string_view as = "delivered") {
    server.execute("UPDATE outbox SET settled_as = '" + std::string(as) +
                   "', settled_at = UTC_TIMESTAMP(6) "
                   "WHERE message = " +
                   std::to_string(key));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(who_took_it_is_noted_and_nothing_is_shown_before_a_receipt, Fate) {
  const Claimed claim = sending(1);
  BOOST_TEST(courier.handed_over(claim, {"kannel", "0815", {}}));
  Connection reader = root();
  const auto [provider, provider_id, crashes] = reader.one(kCarried, MessageKey{1}).value();
  BOOST_TEST(provider == "kannel");
  BOOST_TEST(provider_id == "0815");
  BOOST_TEST(!status(1).settled_as.has_value());
}

BOOST_FIXTURE_TEST_CASE(a_receipt_that_was_quicker_than_the_courier_is_kept, Fate) {
  const Claimed claim = sending(1);
  receipt(1);
  BOOST_TEST(courier.handed_over(claim, {"kannel", "7", {}}));
  BOOST_TEST((status(1).state == MessageState::delivered));
  BOOST_TEST((status(1).settled_as == MessageState::delivered));
}

BOOST_FIXTURE_TEST_CASE(a_new_try_forgets_what_the_last_one_s_receipt_said, Fate) {
  const Claimed claim = sending(1);
  receipt(1, "failed");
  BOOST_TEST(courier.put_off(claim, now() - 1s, "no_answer"));
  const Claimed again = courier.claim(1, 60s).at(0);
  BOOST_TEST(courier.start_notice(again, "CD34"));
  BOOST_TEST(!status(1).settled_as.has_value());
}

BOOST_FIXTURE_TEST_CASE(what_a_receipt_says_has_arrived_is_not_sent_again_though_its_courier_died,
                        Fate) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::password_changed));
  BOOST_REQUIRE(courier.start_notice(claim, "AB12"));
  receipt(1);
  age("outbox", "due_at", 2min);
  BOOST_TEST(courier.claim(1, 60s).empty());
  BOOST_TEST((status(1).state == MessageState::delivered));
  BOOST_TEST(status(1).handed_over_at.has_value());
  BOOST_TEST(status(1).reference == "AB12");
  BOOST_TEST(!courier.handed_over(claim, {"kannel", "7", {}}));
}

BOOST_FIXTURE_TEST_CASE(nobody_s_message_shows_a_course_that_lies_ahead, Fate) {
  const Claimed claim = sending(1, kNobody);
  BOOST_TEST(courier.handed_over(claim, {"kannel", {}, Course{MessageState::delivered, 5s}}));
  const MessageStatus shown = status(1);
  BOOST_TEST((shown.state == MessageState::handed_over));
  BOOST_TEST((shown.settled_as == MessageState::delivered));
  BOOST_TEST((shown.settled_at - shown.handed_over_at.value() == 5s));
}

BOOST_FIXTURE_TEST_CASE(what_was_refused_shows_so_and_what_was_hindered_shows_a_course, Fate) {
  BOOST_TEST(courier.failed(sending(1), "bad_number", {"kannel", {}, {}}));
  BOOST_TEST((status(1).state == MessageState::failed));
  BOOST_TEST((status(1).settled_as == MessageState::failed));
  BOOST_TEST((status(1).settled_at == status(1).handed_over_at.value()));
  BOOST_TEST(courier.failed(sending(2), "destination_limit",
                            {{}, {}, Course{MessageState::delivered, 3s}}));
  BOOST_TEST((status(2).state == MessageState::failed));
  BOOST_TEST((status(2).settled_as == MessageState::delivered));
}

BOOST_FIXTURE_TEST_CASE(what_was_claimed_in_vain_is_due_at_once_and_has_cost_no_try, Fate) {
  const Claimed claim = queue_and_claim(message(1, MessageKind::password_changed));
  BOOST_TEST(courier.given_back(claim));
  const auto again = courier.claim(1, 60s);
  BOOST_REQUIRE(again.size() == 1u);
  BOOST_TEST(again[0].tries == 1u);
  BOOST_TEST(again[0].crashes == 0u);
  BOOST_TEST(!courier.given_back(claim));
}

BOOST_FIXTURE_TEST_CASE(claims_that_ended_without_a_word_are_counted_until_one_has_said_it, Fate) {
  queue(message(1, MessageKind::password_changed));
  for (unsigned crashes = 0; crashes < 3; ++crashes) {
    const auto claims = courier.claim(1, 0s);
    BOOST_REQUIRE(claims.size() == 1u);
    BOOST_TEST(claims[0].crashes == crashes);
  }
  const Claimed claim = courier.claim(1, 60s).at(0);
  BOOST_TEST(courier.put_off(claim, now() - 1s, "connect"));
  BOOST_TEST(courier.claim(1, 60s).at(0).crashes == 0u);
}

BOOST_FIXTURE_TEST_CASE(courses_are_those_of_real_messages_that_somebody_took_ten_minutes_ago,
                        Fate) {
  BOOST_TEST(courier.handed_over(sending(1), {"kannel", "1", {}}));
  server.execute(
      "UPDATE outbox SET settled_as = 'delivered', "
      "settled_at = handed_over_at + INTERVAL 4 SECOND WHERE message = 1");
  BOOST_TEST(courier.handed_over(sending(2), {"kannel", "2", {}}));
  BOOST_TEST(courier.failed(sending(3), "bad_number", {"kannel", {}, {}}));
  BOOST_TEST(courier.failed(sending(4), "destination_limit",
                            {{}, {}, Course{MessageState::delivered, 3s}}));
  BOOST_TEST(
      courier.handed_over(sending(5, kNobody), {"kannel", {}, Course{MessageState::failed, 1s}}));
  BOOST_TEST(courier.courses(Channel::sms).empty());
  server.execute(
      "UPDATE outbox SET handed_over_at = handed_over_at - INTERVAL 11 MINUTE, "
      "settled_at = settled_at - INTERVAL 11 MINUTE");
  const auto courses = courier.courses(Channel::sms);
  BOOST_REQUIRE(courses.size() == 3u);
  BOOST_TEST((courses[0].settled == MessageState::failed && courses[0].after == 0s));
  BOOST_TEST(!courses[1].settled.has_value());
  BOOST_TEST((courses[2].settled == MessageState::delivered && courses[2].after == 4s));
  BOOST_TEST(courier.courses(Channel::email).empty());
}

BOOST_FIXTURE_TEST_CASE(a_channel_is_down_when_every_courier_says_so_of_all_its_providers, Fate) {
  const auto say = [&](std::uint64_t run, std::string name, bool down) {
    ProviderState state;
    state.name = std::move(name);
    state.down = down;
    courier.report(run, {state});
  };
  Connection reader = as("channel");
  SqlRecords page(reader, limits);
  const auto down = [&] { return page.channels_down(now()); };
  BOOST_TEST(down().empty());
  say(1, "first", true);
  BOOST_TEST((down() == std::vector{Channel::sms}));
  say(1, "second", false);
  BOOST_TEST(down().empty());
  say(1, "second", true);
  say(2, "first", true);
  BOOST_TEST((down() == std::vector{Channel::sms}));
  say(2, "first", false);
  BOOST_TEST(down().empty());
  say(2, "first", true);
  age("providers", "seen_at", 2min);
  BOOST_TEST(down().empty());
}

BOOST_AUTO_TEST_SUITE_END()
