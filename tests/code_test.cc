#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Door {
  Town town;
  Browser browser;
  Person who;
  explicit Door(Person Town::*person) : who(town.*person) { town.to_code(browser, who); }
  Answer type(const std::string& code) { return town.post(browser, pages::code, {{"code", code}}); }
  Answer resend() { return town.post(browser, pages::code, {{"action", "resend"}}); }
  Answer look() { return town.get(browser, pages::code); }
  std::string good() const { return town.code_of(who); }
  std::string bad() const { return wrong_code(good()); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(code)

BOOST_AUTO_TEST_CASE(the_page_says_how_it_was_sent_until_when_it_is_good_and_its_reference) {
  Door door(&Town::marie);
  const Answer answer = door.look();
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.shows("Un code de confirmation vous a été envoyé par sms"));
  BOOST_TEST(answer.shows("Saisir le code de confirmation"));
  BOOST_TEST(answer.shows("inputmode=\"numeric\""));
  BOOST_TEST(answer.shows("autocomplete=\"one-time-code\""));
  BOOST_TEST(answer.shows("avant 10 h 32"));
  BOOST_TEST(answer.shows("Remis à l'opérateur à 10 h 02"));
  BOOST_TEST(answer.shows(door.town.mails.back().reference));
  BOOST_TEST(answer.shows("Je n'ai pas reçu le code"));
  BOOST_TEST(!answer.shows(door.good() + "\""));
}

BOOST_AUTO_TEST_CASE(by_mail_it_says_by_mail_and_before_the_courier_came_that_it_is_leaving) {
  Town town;
  Browser browser;
  town.identify(browser, town.marie);
  town.post(browser, pages::channel, {{"channel", "email"}});
  const Answer answer = town.get(browser, pages::code);
  BOOST_TEST(answer.shows("Un code de confirmation vous a été envoyé par e-mail"));
  BOOST_TEST(answer.shows("En cours d'envoi"));
  BOOST_TEST(answer.shows("Référence du message : à venir"));
  town.deliver();
  BOOST_TEST(town.get(browser, pages::code).shows("Remis à votre messagerie à 10 h 02"));
}

BOOST_AUTO_TEST_CASE(the_right_code_sends_the_temporary_password_by_the_same_channel) {
  Door door(&Town::marie);
  const Answer answer = door.type(door.good());
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "sent");
  BOOST_TEST(answer.recorded(Event::code_right));
  const auto* queued = answer.effect<Queue>();
  BOOST_REQUIRE(queued != nullptr);
  BOOST_TEST((queued->kind == MessageKind::temporary));
  BOOST_TEST((queued->channel == Channel::sms));
  BOOST_TEST(queued->member == door.who.member);
  BOOST_TEST((queued->on_file_before ==
              door.town.records.tables.journeys.at(*door.browser.journey).started_at));
  BOOST_TEST(!door.town.recovery(door.who).code.has_value());
}

BOOST_AUTO_TEST_CASE(spaces_and_dashes_in_the_code_are_accepted) {
  Door door(&Town::marie);
  const std::string code = door.good();
  const Answer answer = door.type(" " + code.substr(0, 2) + " " + code.substr(2) + "\xC2\xA0");
  BOOST_TEST(answer.place() == "sent");
}

BOOST_AUTO_TEST_CASE(a_typing_slip_costs_no_attempt) {
  Door door(&Town::marie);
  for (const auto* typed : {"", "123", "12345", "abcd", "12a4"}) {
    const Answer answer = door.type(typed);
    BOOST_TEST(answer.status() == 422, typed);
    BOOST_TEST(answer.says(msg::code_slip), typed);
    BOOST_TEST(answer.shows("href=\"#code\""));
    BOOST_TEST(answer.step.effects.empty());
  }
  BOOST_TEST(door.town.recovery(door.who).code->wrong == 0U);
}

BOOST_AUTO_TEST_CASE(a_code_never_comes_back_into_the_form) {
  Door door(&Town::marie);
  for (const std::string& typed : {door.bad(), std::string("98765")}) {
    BOOST_TEST(!door.type(typed).shows(typed));
  }
}

BOOST_AUTO_TEST_CASE(the_tries_left_are_said_and_the_third_wrong_one_kills_the_code) {
  Door door(&Town::marie);
  BOOST_TEST(door.type(door.bad()).shows("Il vous reste 2 essais."));
  const Answer second = door.type(door.bad());
  BOOST_TEST(second.shows("Il vous reste 1 essai."));
  BOOST_TEST(second.recorded(Event::code_wrong));
  const Answer third = door.type(door.bad());
  BOOST_TEST(third.status() == 422);
  BOOST_TEST(third.says(msg::code_exhausted));
  BOOST_TEST(third.recorded(Event::code_exhausted));
  BOOST_TEST(!third.shows("name=\"code\""));
  const Answer late = door.type(door.good());
  BOOST_TEST(late.status() == 422);
  BOOST_TEST(late.effect<Queue>() == nullptr);
  door.town.pass(61s);
  BOOST_TEST(door.resend().place() == "code");
  door.town.deliver();
  BOOST_TEST(door.type(door.good()).place() == "sent");
}

BOOST_AUTO_TEST_CASE(an_expired_code_is_said_plainly_and_a_new_one_costs_no_typing) {
  Door door(&Town::marie);
  for (int i = 0; i < 2; ++i) {  // stay alive without typing anything
    door.town.pass(15min);
    door.look();
  }
  const Answer answer = door.type(door.good());
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::code_expired));
  BOOST_TEST(answer.shows("10 h 32"));
  BOOST_TEST(answer.effect<Queue>() == nullptr);
  BOOST_TEST(door.town.recovery(door.who).wrong_in_a_row == 0U);
  BOOST_TEST(door.resend().place() == "code");
  door.town.deliver();
  BOOST_TEST(door.type(door.good()).place() == "sent");
}

BOOST_AUTO_TEST_CASE(the_last_second_counts) {
  Door door(&Town::marie);
  door.town.pass(15min);
  door.look();
  door.town.pass(15min - 1s);
  BOOST_TEST(door.type(door.good()).place() == "sent");
}

BOOST_AUTO_TEST_CASE(wrong_codes_count_on_after_the_code_has_died) {
  Door door(&Town::marie);
  for (int i = 0; i < 5; ++i) door.type(door.bad());
  BOOST_TEST(door.town.recovery(door.who).wrong_in_a_row == 5U);
}

BOOST_AUTO_TEST_CASE(a_new_code_kills_the_old_one_and_does_not_forget_the_wrong_ones) {
  Door door(&Town::marie);
  door.type(door.bad());
  const std::string old = door.good();
  door.town.pass(61s);
  const Answer again = door.resend();
  BOOST_TEST(again.place() == "code");
  door.town.deliver();
  BOOST_REQUIRE(door.good() != old);
  BOOST_TEST(door.type(old).status() == 422);
  BOOST_TEST(door.town.recovery(door.who).wrong_in_a_row == 2U);
  BOOST_TEST(door.type(door.good()).place() == "sent");
}

BOOST_AUTO_TEST_CASE(a_new_code_waits_for_a_minute_and_the_page_says_until_when) {
  Door door(&Town::marie);
  BOOST_TEST(door.look().shows("à 10 h 03"));
  BOOST_TEST(!door.look().shows("value=\"resend\""));
  const Answer answer = door.resend();
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST((answer.step.response.retry_after == 60s));
  door.town.pass(60s);
  BOOST_TEST(door.look().shows("value=\"resend\""));
  BOOST_TEST(door.resend().place() == "code");
}

BOOST_AUTO_TEST_CASE(after_the_last_code_of_the_day_no_way_is_named_that_would_only_be_refused) {
  Door door(&Town::marie);
  for (int n = 0; n < 2; ++n) {
    door.town.pass(61s);
    BOOST_TEST(door.resend().place() == "code");
  }
  Answer page = door.look();
  BOOST_TEST(page.says(msg::code_wait_day));
  BOOST_TEST(page.shows("Choisir un autre moyen : courrier</a>"));
  // Nor the letter, where one has left already.
  Browser other;
  door.town.identify(other, door.who);
  BOOST_TEST(door.town.post(other, pages::channel, {{"channel", "letter"}}).place() == "sent");
  page = door.look();
  BOOST_TEST(page.says(msg::code_wait_day_alone));
  BOOST_TEST(page.shows("Aucun autre envoi n'est possible pour le moment"));
  BOOST_TEST(!page.shows("Choisir un autre moyen"));
}

BOOST_AUTO_TEST_CASE(ten_wrong_codes_over_several_codes_leave_only_the_letter) {
  Door door(&Town::marie);
  Town& town = door.town;
  for (unsigned wrong = 0; wrong < 10; ++wrong) {
    if (wrong % 3 == 0 && wrong > 0) {
      town.pass(13h);
      door.browser = Browser{};
      town.to_code(door.browser, door.who);
    }
    BOOST_TEST(door.type(door.bad()).status() == 422);
  }
  BOOST_TEST(town.recovery(door.who).wrong_in_a_row == 10U);
  const Answer right = door.type(door.good());
  BOOST_TEST(right.status() == 422);
  BOOST_TEST(right.says(msg::code_letter_only));
  BOOST_TEST(right.effect<Queue>() == nullptr);
  town.pass(61s);
  BOOST_TEST(door.resend().says(msg::code_letter_only));
  BOOST_TEST(town.post(door.browser, pages::channel, {{"channel", "letter"}}).place() == "sent");

  // The letter ends it once it was used.
  BOOST_TEST(town.recovery(door.who).wrong_in_a_row == 10U);
  town.deliver();
  Browser home;
  town.post(home, pages::sign_in,
            {{"identifier", door.who.identifier}, {"password", town.temporary_of(door.who)}});
  BOOST_TEST(town.recovery(door.who).wrong_in_a_row == 0U);
}

BOOST_AUTO_TEST_CASE(a_success_ends_the_row_of_wrong_codes) {
  Door door(&Town::marie);
  door.type(door.bad());
  door.type(door.good());
  BOOST_TEST(door.town.recovery(door.who).wrong_in_a_row == 0U);
}

BOOST_AUTO_TEST_CASE(a_code_is_of_no_use_in_another_browser) {
  Door door(&Town::marie);
  const std::string code = door.good();
  door.town.pass(61s);
  Browser thief;
  door.town.identify(thief, door.who);
  door.town.post(thief, pages::channel, {{"channel", "sms"}});
  const Answer stolen = door.town.post(thief, pages::code, {{"code", code}});
  BOOST_TEST(stolen.status() == 422);
  BOOST_TEST(stolen.effect<Queue>() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_code_that_another_browser_replaced_is_said_to_be_replaced_and_not_counted) {
  Door door(&Town::marie);
  door.town.pass(61s);
  Browser other;
  door.town.to_code(other, door.who);
  const Answer answer = door.type(door.good());
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::code_replaced));
  BOOST_TEST(
      (answer.effect<SaveJourney>() != nullptr));  // said only of the journey as it stands now
  BOOST_TEST(door.town.recovery(door.who).wrong_in_a_row == 0U);
  BOOST_TEST(door.look().says(msg::code_replaced));
}

BOOST_AUTO_TEST_CASE(a_code_of_another_member_is_wrong) {
  Door door(&Town::marie);
  Browser other;
  door.town.to_code(other, door.town.lucien);
  if (door.town.code_of(door.town.lucien) != door.good()) {
    BOOST_TEST(door.type(door.town.code_of(door.town.lucien)).status() == 422);
  }
}

BOOST_AUTO_TEST_CASE(a_code_that_was_copied_from_another_row_is_wrong) {
  Door door(&Town::marie);
  Browser other;
  door.town.to_code(other, door.town.lucien);
  auto& recoveries = door.town.records.tables.recoveries;
  recoveries.at(door.who.subject).code->hash = recoveries.at(door.town.lucien.subject).code->hash;
  BOOST_TEST(door.type(door.town.code_of(door.town.lucien)).status() == 422);
}

BOOST_AUTO_TEST_CASE(before_the_courier_has_made_it_no_code_is_right) {
  Town town;
  Browser browser;
  town.identify(browser, town.marie);
  town.post(browser, pages::channel, {{"channel", "sms"}});
  const Answer answer = town.post(browser, pages::code, {{"code", "0000"}});
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(town.recovery(town.marie).code->wrong == 1U);
}

BOOST_AUTO_TEST_CASE(the_same_code_twice_at_the_same_time_is_used_once) {
  Door door(&Town::marie);
  Town& town = door.town;
  const Request request = town.posting(door.browser, pages::code, {{"code", door.good()}});
  const Step one = town.look(door.browser, pages::code, request);
  const Step two = town.look(door.browser, pages::code, request);
  BOOST_TEST(town.settle(door.browser, one));
  BOOST_TEST(!town.settle(door.browser, two));
  const Answer again = town.ask(door.browser, pages::code, request);
  BOOST_TEST(again.place() == "sent");
  BOOST_TEST(again.step.effects.size() == 1U);
  BOOST_TEST(again.recorded(Event::page_out_of_order));
}

BOOST_AUTO_TEST_CASE(many_guesses_at_the_same_time_are_no_more_than_three) {
  Door door(&Town::marie);
  Town& town = door.town;
  std::vector<Step> guesses;
  for (int i = 0; i < 20; ++i) {
    const bool last = i == 19;
    guesses.push_back(town.look(
        door.browser, pages::code,
        town.posting(door.browser, pages::code, {{"code", last ? door.good() : door.bad()}})));
  }
  unsigned settled = 0;
  for (const Step& step : guesses) settled += town.settle(door.browser, step) ? 1 : 0;
  BOOST_TEST(settled == 1U);
}

BOOST_AUTO_TEST_CASE(a_message_that_failed_is_told_only_after_a_proof) {
  for (const auto person : {&Town::marie, &Town::paul}) {
    Door door(person);
    for (auto& [key, row] : door.town.records.tables.outbox) row.state = MessageState::failed;
    BOOST_TEST(door.look().shows("N'a pas pu être remis") == door.who.first_access);
  }
}

BOOST_AUTO_TEST_CASE(a_stranger_is_answered_like_a_member_who_types_wrong_codes) {
  Door door(&Town::marie);
  const Person stranger = door.town.stranger(Kind::particulier, false);
  Browser other;
  door.town.to_code(other, stranger);
  BOOST_TEST(door.town.get(other, pages::code).shows("Remis à l'opérateur à 10 h 02"));
  for (int i = 0; i < 5; ++i) {
    const Answer member = door.type(door.bad());
    const Answer decoy = door.town.post(other, pages::code, {{"code", "1234"}});
    BOOST_TEST(member.status() == decoy.status());
    BOOST_TEST(member.step.effects.size() == decoy.step.effects.size());
    BOOST_TEST(member.html.size() == decoy.html.size());
  }
}

BOOST_AUTO_TEST_CASE(out_of_order_it_leads_to_where_the_journey_stands) {
  Town town;
  Browser nobody, marie;
  BOOST_TEST(town.get(nobody, pages::code).place() == "identify");
  BOOST_TEST(town.get(nobody, pages::code).noted(Event::page_without_session));
  BOOST_TEST(town.post(nobody, pages::code, {{"code", "1234"}}).noted(Event::page_without_session));
  town.identify(marie, town.marie);
  const Answer skipped = town.post(marie, pages::code, {{"code", "1234"}});
  BOOST_TEST(skipped.place() == "channel");
  BOOST_TEST(skipped.step.effects.size() == 1U);
  BOOST_TEST(skipped.recorded(Event::page_out_of_order));
  BOOST_TEST(town.get(marie, pages::code).noted(Event::page_out_of_order));  // Back, a bookmark
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
