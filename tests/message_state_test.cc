// What pages may say has become of a message: one function for all, and a member beside a stranger
// on each page that asks it.
#include "parts/message_state.h"

#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

constexpr std::chrono::minutes kUse{30};
const Time kAsked = Time(std::chrono::hours(24 * 365));
const Time kNow = kAsked + 10s;

MessageStatus in(MessageState state) {
  MessageStatus status;
  status.state = state;
  status.queued_at = kAsked;
  const bool waits = state == MessageState::queued || state == MessageState::sending;
  if (!waits && state != MessageState::dropped) status.handed_over_at = kAsked + 1s;
  return status;
}

MessageStatus settled(MessageStatus status, MessageState as, std::chrono::seconds after) {
  status.settled_as = as;
  status.settled_at = kAsked + after;
  return status;
}

// How a real message fares, and how one to nobody does that has the same course; then a member's
// that a limit of ours kept back, which only the member may know.
struct Row {
  const char* what;
  MessageStatus members, nobodys;
  MessageStep step;
  Time now = kNow;
};

const Row kTable[] = {
    {"queued", in(MessageState::queued), in(MessageState::queued), MessageStep::asked},
    {"being sent", in(MessageState::sending), in(MessageState::sending), MessageStep::asked},
    {"taken", in(MessageState::handed_over), in(MessageState::handed_over),
     MessageStep::handed_over},
    {"received", settled(in(MessageState::delivered), MessageState::delivered, 5s),
     settled(in(MessageState::handed_over), MessageState::delivered, 5s), MessageStep::received},
    {"before the receipt", in(MessageState::handed_over),
     settled(in(MessageState::handed_over), MessageState::delivered, 11s),
     MessageStep::handed_over},
    {"given back", settled(in(MessageState::failed), MessageState::failed, 5s),
     settled(in(MessageState::handed_over), MessageState::failed, 5s), MessageStep::undeliverable},
    {"refused at once", settled(in(MessageState::failed), MessageState::failed, 1s),
     settled(in(MessageState::failed), MessageState::failed, 1s), MessageStep::undeliverable},
    {"dropped", in(MessageState::dropped), in(MessageState::dropped), MessageStep::too_late},
    {"still waiting when it is of no use any more", in(MessageState::queued),
     in(MessageState::queued), MessageStep::too_late, kAsked + kUse},
    {"the last moment before", in(MessageState::queued), in(MessageState::queued),
     MessageStep::asked, kAsked + kUse - 1us},
    {"taken, and of no use any more", in(MessageState::handed_over), in(MessageState::handed_over),
     MessageStep::handed_over, kAsked + kUse},
};

struct Door {
  Town town;
  Browser browser;
  Person who;
  Door(const Person Town::*person, bool known) : who(town.*person) {
    if (!known) who = town.stranger(who.kind, who.first_access);
  }
  void ask(const char* channel = "sms") {
    town.identify(browser, who);
    if (who.first_access) {
      town.post(browser, pages::prove, {{"proof", "amount"}, {"answer", who.amount}});
    }
    town.post(browser, pages::channel, {{"channel", channel}});
  }
  Answer look() { return town.get(browser, pages::code); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(message_state)

BOOST_AUTO_TEST_CASE(a_members_message_and_nobodys_of_the_same_course_are_shown_alike) {
  for (const Row& row : kTable) {
    const auto step = [&](const MessageStatus& status, Onlooker onlooker) {
      return step_of(status, onlooker, kUse, row.now);
    };
    BOOST_TEST((step(row.members, Onlooker::anybody) == row.step), row.what);
    BOOST_TEST((step(row.nobodys, Onlooker::anybody) == row.step), row.what);
    BOOST_TEST((step(row.members, Onlooker::member) == row.step), row.what);
  }
}

BOOST_AUTO_TEST_CASE(what_a_limit_of_ours_kept_back_looks_like_nobodys_unless_the_member_looks) {
  MessageStatus hindered = in(MessageState::failed);
  const auto outside = [&] { return step_of(hindered, Onlooker::anybody, kUse, kNow); };
  BOOST_TEST((outside() == MessageStep::handed_over));
  hindered = settled(hindered, MessageState::delivered, 11s);
  BOOST_TEST((outside() == MessageStep::handed_over));
  hindered = settled(hindered, MessageState::delivered, 9s);
  BOOST_TEST((outside() == MessageStep::received));
  BOOST_TEST((step_of(hindered, Onlooker::member, kUse, kNow) == MessageStep::undeliverable));
}

BOOST_AUTO_TEST_CASE(after_a_minute_without_a_courier_it_takes_long) {
  const MessageStatus waits = in(MessageState::queued);
  BOOST_TEST(!takes_long(waits, MessageStep::asked, kAsked + 59s));
  BOOST_TEST(takes_long(waits, MessageStep::asked, kAsked + 60s));
  BOOST_TEST(!takes_long(waits, MessageStep::handed_over, kAsked + 60s));
}

BOOST_AUTO_TEST_CASE(the_reference_of_a_try_is_shown_only_once_the_message_has_left) {
  MessageStatus tried = in(MessageState::sending);
  tried.reference = "4JFDX4";
  for (const MessageStep step : {MessageStep::asked, MessageStep::too_late}) {
    BOOST_TEST(reference_of(tried, step).empty());
  }
  for (const MessageStep step :
       {MessageStep::handed_over, MessageStep::received, MessageStep::undeliverable}) {
    BOOST_TEST(reference_of(tried, step) == "4JFDX4");
  }
}

BOOST_AUTO_TEST_CASE(what_can_still_change_is_followed_and_nothing_else) {
  for (const MessageStep step : {MessageStep::asked, MessageStep::handed_over}) {
    BOOST_TEST(!is_final(step));
    BOOST_TEST(!is_lost(step));
  }
  BOOST_TEST((is_final(MessageStep::received) && !is_lost(MessageStep::received)));
  for (const MessageStep step : {MessageStep::undeliverable, MessageStep::too_late}) {
    BOOST_TEST((is_final(step) && is_lost(step)));
  }
}

BOOST_AUTO_TEST_CASE(the_code_page_tells_each_step_to_members_and_strangers_alike) {
  for (const bool known : {true, false}) {
    for (const char* channel : {"sms", "email"}) {
      const bool sms = channel == std::string_view("sms");
      Door door(&Town::marie, known);
      door.ask(channel);
      BOOST_TEST(door.look().shows("En cours d'envoi"));
      BOOST_TEST(door.look().shows("assets/live."));
      BOOST_TEST(door.look().shows(">Actualiser</a>"));
      door.town.pass(60s);
      BOOST_TEST(door.look().shows("prend plus de temps que d'habitude"));
      door.town.deliver();
      BOOST_TEST(door.look().shows(sms ? "Remis à l'opérateur à 10 h 03"
                                       : "Remis à votre messagerie à 10 h 03"));
      BOOST_TEST(!door.look().shows("prend plus de temps que d'habitude"));
      BOOST_TEST(door.look().shows("assets/live."));
      door.town.settle(MessageState::delivered, 20s);
      BOOST_TEST(!door.look().shows("Reçu"));
      door.town.pass(20s);
      const Answer received = door.look();
      BOOST_TEST(received.shows(sms ? "Reçu sur votre téléphone" : "Reçu dans votre messagerie"));
      BOOST_TEST(!received.shows("assets/live."));
      BOOST_TEST(!received.shows("Actualiser"));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_delivered_leads_to_another_way_and_costs_no_attempt) {
  for (const bool known : {true, false}) {
    Door door(&Town::marie, known);
    door.ask();
    door.town.deliver(Fate::refused);
    const Answer page = door.look();
    BOOST_TEST(page.shows("n'a pas pu vous être envoyé par sms"));
    BOOST_TEST(page.shows("N'a pas pu être remis"));
    BOOST_TEST(page.shows("href=\"/acces/reception\">Choisir un autre moyen</a>"));
    BOOST_TEST(!page.shows("assets/live."));
    BOOST_TEST(door.town.recovery(door.who).wrong_in_a_row == 0U);
    BOOST_TEST(door.town.get(door.browser, pages::channel).shows("value=\"email\" checked"));
    door.town.pass(61s);
    BOOST_TEST(door.town.post(door.browser, pages::channel, {{"channel", "email"}}).place() ==
               "code");
    door.town.deliver();
    BOOST_TEST(door.look().shows("Remis à votre messagerie"));
  }
}

BOOST_AUTO_TEST_CASE(the_same_way_again_after_a_lost_code_asks_for_another_one_within_the_limits) {
  for (const bool known : {true, false}) {
    Door door(&Town::marie, known);
    door.ask();
    door.town.deliver(Fate::refused);
    const auto again = [&] {
      return door.town.post(door.browser, pages::channel, {{"channel", "sms"}});
    };
    BOOST_TEST(again().says(msg::code_wait_minute));
    door.town.pass(61s);
    BOOST_TEST((again().effect<Queue>() != nullptr));
  }
}

BOOST_AUTO_TEST_CASE(what_no_courier_took_in_time_is_said_and_another_code_costs_no_typing) {
  for (const bool known : {true, false}) {
    Door door(&Town::marie, known);
    door.ask();
    for (int n = 0; n < 2; ++n) {
      BOOST_TEST(!door.look().shows("partir à temps"));
      door.town.pass(15min);
    }
    BOOST_TEST(door.look().shows("N'a pas pu partir à temps"));
    BOOST_TEST(door.look().shows("value=\"resend\""));
  }
}

BOOST_AUTO_TEST_CASE(only_a_proven_member_is_told_that_a_limit_of_ours_kept_the_code_back) {
  for (const auto person : {&Town::marie, &Town::paul}) {
    Door door(person, true);
    door.ask();
    door.town.deliver(Fate::hindered);
    BOOST_TEST(door.look().shows("N'a pas pu être remis") == door.who.first_access);
    BOOST_TEST(door.look().shows("Remis à l'opérateur") != door.who.first_access);
  }
}

BOOST_AUTO_TEST_CASE(looking_again_and_again_changes_nothing_and_leaves_no_trace) {
  Door door(&Town::marie, true);
  door.ask();
  for (int n = 0; n < 10; ++n) {
    const Answer answer = door.look();
    BOOST_TEST(answer.status() == 200);
    BOOST_TEST(answer.step.effects.empty());
  }
}

BOOST_AUTO_TEST_CASE(the_temporary_passwords_page_follows_its_message_too) {
  Door door(&Town::marie, true);
  door.town.to_code(door.browser, door.who);
  door.town.post(door.browser, pages::code, {{"code", door.town.code_of(door.who)}});
  const auto look = [&] { return door.town.get(door.browser, pages::sent); };
  BOOST_TEST(look().says(msg::sent_leaving));
  BOOST_TEST(look().shows("assets/live."));
  door.town.pass(60s);
  BOOST_TEST(look().says(msg::sent_takes_long));
  door.town.deliver();
  BOOST_TEST(look().says(msg::sent_left_sms));
  door.town.settle(MessageState::delivered);
  BOOST_TEST(look().says(msg::sent_received_sms));
  BOOST_TEST(!look().shows("assets/live."));
}

BOOST_AUTO_TEST_CASE(of_a_letter_a_stranger_learns_what_a_member_would_and_the_days_it_takes) {
  for (const bool known : {true, false}) {
    for (const Fate fate : {Fate::taken, Fate::hindered}) {
      Door door(&Town::marie, known);
      door.ask("letter");
      door.town.deliver(fate);
      const Answer page = door.town.get(door.browser, pages::sent);
      BOOST_TEST(page.shows(door.town.settings.caisse.letter_days));
      BOOST_TEST(!page.shows("n'a pas pu être remis"));
      BOOST_TEST(!page.shows("assets/live."));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
