// What a receipt does to the outbox of a real database.
#include <boost/test/unit_test.hpp>
#include <future>

#include "page/derivations.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr MessageKey kMessage = UINT64_MAX >> 1;

constexpr Query<Params<std::uint64_t>,
                Row<std::string, std::optional<std::string>, std::optional<Time>,
                    std::optional<Time>, std::optional<Time>>>
    kRow{
        "SELECT state, settled_as, settled_at, due_at, handed_over_at FROM outbox "
        "WHERE message = ?",
        accounts("admin")};

struct Post : Town {
  Connection connection = as("courier");
  SqlDispatch courier{connection};

  // Claimed and being handed over.
  Claimed sending(MemberId member = kMarie) {
    Queue order;
    order.key = kMessage;
    order.subject = subject_of(member);
    order.member = member;
    order.kind = MessageKind::password_changed;
    BOOST_REQUIRE((apply_as("code", {order}) == Applied::done));
    return claim();
  }
  Claimed claim() {
    auto claims = courier.claim(1, 60s);
    BOOST_REQUIRE(claims.size() == 1u);
    BOOST_REQUIRE(courier.start_notice(claims.front(), "K7C-4QT"));
    return claims.front();
  }
  void tell(const Claimed& claimed, MessageState as) {
    const Settle settle{{claimed.key, claimed.lease & kHandledLeases}, as};
    BOOST_REQUIRE((apply_as("receipt", {settle}) == Applied::done));
  }
  auto row() {
    Connection reader = root();
    return reader.one(kRow, kMessage).value();
  }
  std::string state() { return std::get<0>(row()); }
  std::string settled() { return std::get<1>(row()).value_or(""); }
  bool due() { return std::get<3>(row()).has_value(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(receipts)

BOOST_FIXTURE_TEST_CASE(the_first_word_counts_and_a_repeated_one_changes_nothing, Post) {
  const Claimed claimed = sending();
  BOOST_REQUIRE(courier.handed_over(claimed, {"kannel", "x-42", {}}));
  tell(claimed, MessageState::failed);
  const auto after = row();
  BOOST_TEST(std::get<0>(after) == "failed");
  BOOST_TEST(settled() == "failed");
  BOOST_TEST((std::get<2>(after).value() <= now()));
  for (const MessageState as : {MessageState::failed, MessageState::delivered}) {
    tell(claimed, as);
    BOOST_TEST((row() == after));
  }
}

BOOST_FIXTURE_TEST_CASE(the_first_word_counts_while_its_courier_still_has_it_in_hand, Post) {
  const Claimed claimed = sending();
  tell(claimed, MessageState::delivered);
  tell(claimed, MessageState::failed);
  BOOST_TEST(settled() == "delivered");
}

BOOST_FIXTURE_TEST_CASE(a_receipt_quicker_than_the_courier_stays_when_that_one_ends, Post) {
  const Claimed claimed = sending();
  tell(claimed, MessageState::delivered);
  BOOST_TEST(state() == "sending");
  BOOST_TEST(settled() == "delivered");
  BOOST_TEST(due());
  BOOST_REQUIRE(courier.handed_over(claimed, {"kannel", "", {}}));
  BOOST_TEST(state() == "delivered");
  BOOST_TEST(!due());
}

BOOST_FIXTURE_TEST_CASE(a_receipt_of_an_earlier_try_changes_nothing, Post) {
  const Claimed first = sending();
  BOOST_REQUIRE(courier.put_off(first, now(), "timeout"));
  const Claimed second = claim();
  tell(first, MessageState::delivered);
  BOOST_TEST(settled().empty());
  BOOST_REQUIRE(courier.handed_over(second, {"kannel", "", {}}));
  tell(first, MessageState::failed);
  BOOST_TEST(state() == "handed_over");
  tell(second, MessageState::delivered);
  BOOST_TEST(state() == "delivered");
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_another_try_and_was_delivered_is_tried_no_more, Post) {
  const Claimed claimed = sending();
  BOOST_REQUIRE(courier.put_off(claimed, now(), "timeout"));
  tell(claimed, MessageState::failed);
  BOOST_TEST(state() == "queued");
  BOOST_TEST(settled().empty());
  tell(claimed, MessageState::delivered);
  BOOST_TEST(state() == "delivered");
  BOOST_TEST(settled() == "delivered");
  BOOST_TEST(std::get<4>(row()).has_value());
  BOOST_TEST(courier.claim(1, 60s).empty());
}

BOOST_FIXTURE_TEST_CASE(what_was_never_tried_or_ended_otherwise_stays_as_it_is, Post) {
  const Claimed claimed = sending();
  BOOST_REQUIRE(courier.dropped(claimed, "too_old"));
  const auto before = row();
  tell(claimed, MessageState::delivered);
  BOOST_TEST((row() == before));

  Queue untried;
  untried.key = 5;
  untried.subject = subject_of(kMarie);
  untried.member = kMarie;
  BOOST_REQUIRE((apply_as("code", {untried}) == Applied::done));
  const Settle settle{{5, 0}, MessageState::delivered};
  BOOST_REQUIRE((apply_as("receipt", {settle}) == Applied::done));
  BOOST_TEST(courier.claim(1, 60s).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(nobodys_message_keeps_the_course_that_was_made_up_for_it, Post) {
  const Claimed claimed = sending(kNobody);
  BOOST_REQUIRE(courier.handed_over(claimed, {"kannel", "", Course{MessageState::failed, 5s}}));
  const auto before = row();
  tell(claimed, MessageState::delivered);
  BOOST_TEST((row() == before));
}

BOOST_FIXTURE_TEST_CASE(of_fifty_receipts_at_once_one_counts, Post) {
  const Claimed claimed = sending();
  BOOST_REQUIRE(courier.handed_over(claimed, {"kannel", "", {}}));
  std::vector<std::future<Applied>> all;
  for (int i = 0; i < 50; ++i) {
    all.push_back(std::async(std::launch::async, [&, i] {
      const MessageState as = i % 2 == 0 ? MessageState::delivered : MessageState::failed;
      return apply_as("receipt", {Settle{{claimed.key, claimed.lease & kHandledLeases}, as}});
    }));
  }
  for (auto& each : all) BOOST_TEST((each.get() == Applied::done));
  BOOST_TEST(state() == settled());
  BOOST_TEST((state() == "delivered" || state() == "failed"));
}

BOOST_FIXTURE_TEST_CASE(a_providers_own_id_leads_to_the_try_that_it_took, Post) {
  const Claimed claimed = sending();
  BOOST_REQUIRE(courier.handed_over(claimed, {"ovh", "x-42", {}}));
  Connection page = as("receipt");
  SqlRecords records(page, limits);
  const auto found = records.handed_to("ovh", "x-42");
  BOOST_REQUIRE(found);
  BOOST_TEST(found->message == kMessage);
  BOOST_TEST(found->lease == (claimed.lease & kHandledLeases));
  BOOST_TEST(!records.handed_to("kannel", "x-42"));
  BOOST_TEST(!records.handed_to("ovh", "x-43"));
  BOOST_TEST(!records.handed_to("ovh", "X-42"));
}

BOOST_AUTO_TEST_SUITE_END()
