#include <boost/test/unit_test.hpp>

#include "page/derivations.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

// A message that was handed over, and who may tell of it.
struct Delivered {
  Delivered() {
    ReceiptSource kannel;
    kannel.provider = "kannel";
    kannel.delivered = {"1"};
    kannel.failed = {"2", "16"};
    ReceiptSource by_id;
    by_id.provider = "ovh";
    by_id.id = "ptt.id";
    by_id.status = "ptt.status";
    by_id.delivered = {"DELIVERED"};
    town.settings.receipts = {kannel, by_id};
    OutboxRow row;
    row.state = MessageState::handed_over;
    row.lease = 3;
    row.provider = "ovh";
    row.provider_id = "x-42";
    row.order.key = kMessage;
    town.records.tables.outbox[kMessage] = row;
  }

  // As the shell hands it over: query, form and JSON are all one.
  Answer tell(FieldList said, Method method = Method::get) {
    Request request;
    request.method = method;
    request.url = "accuse";
    request.form = fields(said);
    Browser provider;
    return town.ask(provider, pages::receipt, request);
  }
  Answer tell(const std::string& status, std::uint64_t lease = 3) {
    return tell({{"provider", "kannel"},
                 {"handle", handle_of(town.keys, kMessage, lease)},
                 {"status", status}});
  }
  OutboxRow& row() { return town.records.tables.outbox.at(kMessage); }

  static constexpr MessageKey kMessage = 77;
  Town town;
};

bool settled(const OutboxRow& row, MessageState as) {
  return row.state == as && row.settled_as == as;
}

std::string note_of(const Answer& answer) {
  const Note* note = answer.effect<Note>();
  return note ? note->detail : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(receipt)

BOOST_AUTO_TEST_CASE(delivered_is_noted_with_its_moment) {
  Delivered world;
  world.town.pass(3s);
  const Answer answer = world.tell("1");
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(settled(world.row(), MessageState::delivered));
  BOOST_TEST((world.row().settled_at == world.town.now));
  BOOST_TEST(note_of(answer) == "kannel delivered");
}

BOOST_AUTO_TEST_CASE(failed_is_noted) {
  Delivered world;
  const Answer answer = world.tell("16");
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(settled(world.row(), MessageState::failed));
  BOOST_TEST(note_of(answer) == "kannel failed");
}

BOOST_AUTO_TEST_CASE(any_other_word_is_taken_and_changes_nothing) {
  Delivered world;
  const Answer answer = world.tell("8");
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.effect<Settle>() == nullptr);
  BOOST_TEST(note_of(answer) == "kannel other");
  BOOST_TEST((world.row().state == MessageState::handed_over));
}

BOOST_AUTO_TEST_CASE(the_first_word_counts_whatever_comes_after_it) {
  for (const auto& [first, then] : {std::pair{"1", "2"}, {"2", "1"}, {"1", "1"}}) {
    Delivered world;
    world.tell(first);
    const OutboxRow before = world.row();
    world.town.pass(60s);
    BOOST_TEST(world.tell(then).status() == 200);
    BOOST_TEST((world.row().state == before.state));
    BOOST_TEST((world.row().settled_at == before.settled_at));
  }
}

BOOST_AUTO_TEST_CASE(a_receipt_of_an_earlier_try_is_taken_and_changes_nothing) {
  Delivered world;
  BOOST_TEST(world.tell("1", 2).status() == 200);
  BOOST_TEST(!world.row().settled_as);
}

BOOST_AUTO_TEST_CASE(a_receipt_quicker_than_the_courier_leaves_the_try_to_it) {
  Delivered world;
  world.row().state = MessageState::sending;
  world.tell("1");
  BOOST_TEST((world.row().state == MessageState::sending));
  BOOST_TEST((world.row().settled_as == MessageState::delivered));
}

BOOST_AUTO_TEST_CASE(what_waits_for_another_try_is_done_when_it_was_delivered_after_all) {
  Delivered world;
  world.row().state = MessageState::queued;  // nobody knew whether it was taken
  world.tell("2");
  BOOST_TEST((world.row().state == MessageState::queued));
  world.tell("1");
  BOOST_TEST(settled(world.row(), MessageState::delivered));
  BOOST_TEST((world.row().handed_over_at == world.town.now));
}

BOOST_AUTO_TEST_CASE(what_ended_otherwise_stays_as_it_is) {
  for (const MessageState state : {MessageState::failed, MessageState::dropped}) {
    Delivered world;
    world.row().state = state;
    world.tell("1");
    BOOST_TEST((world.row().state == state));
    BOOST_TEST(!world.row().settled_as);
  }
}

BOOST_AUTO_TEST_CASE(nobodys_message_is_answered_as_a_members) {
  Delivered world;
  world.row().order.member = kNobody;
  world.row().settled_as = MessageState::failed;  // the course that the courier made up
  const Answer nobodys = world.tell("1");
  Delivered other;
  other.row().order.member = other.town.marie.member;
  const Answer members = other.tell("1");
  BOOST_TEST(nobodys.status() == members.status());
  BOOST_TEST(nobodys.step.effects.size() == members.step.effects.size());
  BOOST_TEST((world.row().settled_as == MessageState::failed));
}

BOOST_AUTO_TEST_CASE(a_handle_that_no_key_of_ours_made_is_403_and_changes_nothing) {
  Delivered world;
  const std::string good = handle_of(world.town.keys, Delivered::kMessage, 3);
  std::string forged = good;
  forged.back() = forged.back() == '0' ? '1' : '0';
  for (const std::string& handle :
       {std::string(), forged, good.substr(1), good + "0",
        handle_of(world.town.keys, 78, 3).substr(0, 22) + good.substr(22)}) {
    const Answer answer = world.tell({{"provider", "kannel"}, {"handle", handle}, {"status", "1"}});
    BOOST_TEST(answer.status() == 403);
    BOOST_TEST(answer.step.effects.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_not_configured_is_403) {
  Delivered world;
  const std::string handle = handle_of(world.town.keys, Delivered::kMessage, 3);
  for (const char* provider : {"", "autre"}) {
    BOOST_TEST(world.tell({{"provider", provider}, {"handle", handle}, {"status", "1"}}).status() ==
               403);
  }
  BOOST_TEST(world.tell({{"handle", handle}, {"status", "1"}}).status() == 403);
}

BOOST_AUTO_TEST_CASE(without_a_status_it_is_400) {
  Delivered world;
  BOOST_TEST(world.tell("").status() == 400);
}

BOOST_AUTO_TEST_CASE(a_providers_own_id_counts_with_its_token_alone) {
  Delivered world;
  const std::string token = receipt_token(world.town.keys, "ovh");
  const auto tell = [&](const std::string& shown, const std::string& id) {
    return world.tell(
        {{"provider", "ovh"}, {"token", shown}, {"ptt.id", id}, {"ptt.status", "DELIVERED"}},
        Method::post);
  };
  BOOST_TEST(tell("", "x-42").status() == 403);
  BOOST_TEST(tell(receipt_token(world.town.keys, "kannel"), "x-42").status() == 403);
  BOOST_TEST(tell(token.substr(1), "x-42").status() == 403);
  BOOST_TEST(tell(token, "").status() == 400);
  BOOST_TEST(tell(token, "x-43").status() == 404);  // not noted yet, perhaps: it comes again
  BOOST_TEST(!world.row().settled_as);
  BOOST_TEST(tell(token, "x-42").status() == 200);
  BOOST_TEST(settled(world.row(), MessageState::delivered));
}

BOOST_AUTO_TEST_CASE(no_answer_is_a_page_and_no_line_names_the_message) {
  Delivered world;
  const Answer answer = world.tell("1");
  BOOST_TEST(answer.html.empty());
  BOOST_TEST(std::get<Bare>(answer.step.response.content).body == "ok\n");
  BOOST_TEST(note_of(answer).find(handle_of(world.town.keys, Delivered::kMessage, 3)) ==
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
