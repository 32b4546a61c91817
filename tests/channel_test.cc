#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Door {
  Town town;
  Browser browser;
  explicit Door(Person Town::*who) {
    const Person& person = town.*who;
    town.identify(browser, person);
    if (person.first_access) {
      town.post(browser, pages::prove, {{"proof", "amount"}, {"answer", person.amount}});
    }
  }
  Answer choose(const std::string& channel) {
    return town.post(browser, pages::channel, {{"channel", channel}});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(channel)

BOOST_AUTO_TEST_CASE(the_page_offers_three_ways_and_shows_no_destination_without_a_proof) {
  Door door(&Town::marie);
  const Answer answer = door.town.get(door.browser, pages::channel);
  BOOST_TEST(answer.shows("Demande d&#39;un nouveau mot de passe"));
  BOOST_TEST(answer.shows("Comment désirez-vous recevoir votre mot de passe temporaire ?"));
  for (const auto* way : {"Par SMS", "Par e-mail", "Par courrier"}) BOOST_TEST(answer.shows(way));
  BOOST_TEST(!answer.shows("••"));
  const auto& asked = door.town.records.asked;
  BOOST_TEST((std::find(asked.begin(), asked.end(), "contacts") == asked.end()));
}

BOOST_AUTO_TEST_CASE(after_a_proof_the_destination_is_shown_masked) {
  Door door(&Town::paul);
  const Answer answer = door.town.get(door.browser, pages::channel);
  BOOST_TEST(answer.shows("06 •• •• •• 02"));
  BOOST_TEST(answer.shows("p•••@exemple.fr"));
  BOOST_TEST(!answer.shows("paul@"));
}

BOOST_AUTO_TEST_CASE(sms_and_email_ask_for_a_code_that_is_bound_to_this_journey) {
  for (const auto* way : {"sms", "email"}) {
    Door door(&Town::marie);
    const Answer answer = door.choose(way);
    BOOST_TEST(answer.status() == 303);
    BOOST_TEST(answer.place() == "code");
    BOOST_TEST(answer.recorded(Event::code_requested));
    const auto* queued = answer.effect<Queue>();
    BOOST_REQUIRE(queued != nullptr);
    BOOST_TEST((queued->kind == MessageKind::code));
    BOOST_TEST((name_of(queued->channel) == way));
    BOOST_TEST((queued->journey == door.browser.journey));
    BOOST_TEST((queued->on_file_before <= door.town.now));
    const Recovery recovery = door.town.recovery(door.town.marie);
    BOOST_REQUIRE(recovery.code.has_value());
    BOOST_TEST((recovery.code->journey == door.browser.journey));
    BOOST_TEST(recovery.code->message == queued->key);
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_on_file_is_sent_the_other_way_silently) {
  Door door(&Town::lucien);  // e-mail only
  BOOST_TEST(door.choose("sms").place() == "code");
  door.town.deliver();
  BOOST_TEST((door.town.mails.back().channel == Channel::email));
  BOOST_TEST(door.town.get(door.browser, pages::code).shows("par sms"));
}

BOOST_AUTO_TEST_CASE(no_choice_or_an_unknown_one_is_asked_for_again) {
  Door door(&Town::marie);
  for (const auto* way : {"", "pigeon"}) {
    const Answer answer = door.choose(way);
    BOOST_TEST(answer.status() == 422);
    BOOST_TEST(answer.says(msg::channel_missing));
    BOOST_TEST(answer.shows("href=\"#channel\""));
    BOOST_TEST(answer.step.effects.empty());
  }
}

BOOST_AUTO_TEST_CASE(back_and_the_same_way_again_costs_no_other_code) {
  Door door(&Town::marie);
  door.choose("sms");
  const Answer back = door.town.get(door.browser, pages::channel);
  BOOST_TEST(back.status() == 200);
  BOOST_TEST(back.shows("value=\"sms\" checked"));
  const Answer again = door.choose("sms");
  BOOST_TEST(again.place() == "code");
  BOOST_TEST(again.step.effects.empty());
}

BOOST_AUTO_TEST_CASE(another_way_within_a_minute_is_put_off_with_the_clock_time) {
  Door door(&Town::marie);
  door.choose("sms");
  door.town.pass(20s);
  const Answer answer = door.choose("email");
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST((answer.step.response.retry_after == 40s));
  BOOST_TEST(answer.says(msg::code_wait_minute));
  BOOST_TEST(answer.shows("10 h 03"));
  BOOST_TEST(answer.recorded(Event::code_request_limited));
  door.town.pass(40s);
  BOOST_TEST(door.choose("email").place() == "code");
}

BOOST_AUTO_TEST_CASE(three_codes_in_a_day_whatever_browser_asks_and_the_letter_still_goes) {
  Door door(&Town::marie);
  Town& town = door.town;
  for (int n = 0; n < 3; ++n) {
    Browser browser;
    town.identify(browser, town.marie);
    BOOST_TEST(town.post(browser, pages::channel, {{"channel", "sms"}}).place() == "code");
    town.pass(1h);
  }
  Browser browser;
  town.identify(browser, town.marie);
  const Answer answer = town.post(browser, pages::channel, {{"channel", "sms"}});
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST(answer.says(msg::code_wait_day));
  BOOST_TEST((answer.step.response.retry_after == std::chrono::seconds(21h)));
  BOOST_TEST(town.post(browser, pages::channel, {{"channel", "letter"}}).place() == "sent");
  town.pass(21h);
  Browser tomorrow;
  town.identify(tomorrow, town.marie);
  BOOST_TEST(town.post(tomorrow, pages::channel, {{"channel", "sms"}}).place() == "code");
}

BOOST_AUTO_TEST_CASE(of_two_requests_at_the_same_time_only_one_sends) {
  Door door(&Town::marie);
  Town& town = door.town;
  const Request request = town.posting(door.browser, pages::channel, {{"channel", "letter"}});
  const Step one = town.look(door.browser, pages::channel, request);
  const Step two = town.look(door.browser, pages::channel, request);
  BOOST_TEST(town.settle(door.browser, one));
  BOOST_TEST(!town.settle(door.browser, two));

  Browser first, second;
  town.identify(first, town.jeanne);
  town.identify(second, town.jeanne);
  for (const auto* way : {"sms", "letter"}) {
    const Request a = town.posting(first, pages::channel, {{"channel", way}});
    const Step here = town.look(first, pages::channel, a);
    const Step there = town.look(second, pages::channel, a);
    BOOST_TEST(town.settle(first, here));
    BOOST_TEST(!town.settle(second, there), way);
    town.pass(61s);
  }
}

BOOST_AUTO_TEST_CASE(after_too_many_wrong_codes_only_the_letter_is_offered_and_taken) {
  Door door(&Town::marie);
  Recovery& row = door.town.records.tables.recoveries[door.town.marie.subject];
  row.subject = door.town.marie.subject;
  row.wrong_in_a_row = door.town.settings.limits.wrong_codes_in_a_row;
  const Answer page = door.town.get(door.browser, pages::channel);
  BOOST_TEST(!page.shows("Par SMS"));
  BOOST_TEST(page.shows("Par courrier"));
  const Answer refused = door.choose("sms");
  BOOST_TEST(refused.status() == 422);
  BOOST_TEST(refused.says(msg::channel_letter_only));
  BOOST_TEST(refused.effect<Queue>() == nullptr);
  BOOST_TEST(door.choose("letter").place() == "sent");
}

BOOST_AUTO_TEST_CASE(a_letter_limit_is_said_with_its_date) {
  Door door(&Town::marie);
  door.choose("letter");
  Browser other;
  door.town.identify(other, door.town.marie);
  BOOST_TEST(door.town.get(other, pages::channel).shows("16 novembre 2026"));
  const Answer answer = door.town.post(other, pages::channel, {{"channel", "letter"}});
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST(answer.says(msg::channel_letter_wait));
}

BOOST_AUTO_TEST_CASE(a_letter_that_came_back_is_forgiven_to_who_has_proven_to_be_the_member_alone) {
  for (const auto who : {&Town::paul, &Town::marie}) {
    Door door(who);
    door.choose("letter");
    door.town.records.tables.came_back = {door.town.records.tables.outbox_order.back()};
    Browser other;
    const Person& person = door.town.*who;
    door.town.identify(other, person);
    if (person.first_access) {
      door.town.post(other, pages::prove, {{"proof", "amount"}, {"answer", person.amount}});
    }
    const Answer answer = door.town.post(other, pages::channel, {{"channel", "letter"}});
    BOOST_TEST((answer.status() == 303) == person.first_access);
    BOOST_TEST(answer.says(msg::channel_letter_wait) == !person.first_access);
  }
}

BOOST_AUTO_TEST_CASE(a_letter_instead_of_the_code_kills_the_code) {
  Door door(&Town::marie);
  door.choose("sms");
  door.town.deliver();
  door.choose("letter");
  BOOST_TEST(!door.town.recovery(door.town.marie).code.has_value());
}

BOOST_AUTO_TEST_CASE(out_of_order_it_leads_to_where_the_journey_stands) {
  Town town;
  Browser nobody, paul, marie;
  BOOST_TEST(town.get(nobody, pages::channel).place() == "identify");
  town.identify(paul, town.paul);
  const Answer skipped = town.post(paul, pages::channel, {{"channel", "sms"}});
  BOOST_TEST(skipped.place() == "prove");
  BOOST_TEST(skipped.step.effects.size() == 1U);
  BOOST_TEST(skipped.recorded(Event::page_out_of_order));
  town.to_temporary(marie, town.marie);
  BOOST_TEST(town.post(marie, pages::channel, {{"channel", "sms"}}).place() == "sent");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
