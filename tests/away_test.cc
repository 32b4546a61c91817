// Ways that nobody can choose for a moment: said before one chooses, refused all the same, and the
// same for everybody.
#include "parts/away.h"

#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Door {
  Town town;
  Browser browser;
  Person who;
  explicit Door(bool known = true) : who(town.marie) {
    if (!known) who = town.stranger(Kind::particulier, false);
    town.identify(browser, who);
  }
  void close(std::vector<Channel> channels) {
    town.records.tables.channels_down = std::move(channels);
  }
  Answer page() { return town.get(browser, pages::channel); }
  Answer choose(const char* way) { return town.post(browser, pages::channel, {{"channel", way}}); }
  Answer code() { return town.get(browser, pages::code); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(away)

BOOST_AUTO_TEST_CASE(a_way_that_is_down_says_so_and_another_one_stands_chosen) {
  for (const bool known : {true, false}) {
    Door door(known);
    BOOST_TEST(!door.page().shows("disabled"));
    door.close({Channel::sms});
    BOOST_TEST(door.page().shows("value=\"sms\" disabled"));
    BOOST_TEST(door.page().says(msg::channel_away));
    BOOST_TEST(door.page().shows("value=\"email\" checked"));
    BOOST_TEST(!door.page().shows("revenir un peu plus tard"));
    door.close({Channel::email});
    BOOST_TEST(door.page().shows("value=\"email\" disabled"));
    BOOST_TEST(!door.page().shows("checked"));  // SMS, the usual one, is there
  }
}

BOOST_AUTO_TEST_CASE(with_both_down_the_letter_stands_chosen_and_one_may_come_back_later) {
  for (const bool known : {true, false}) {
    Door door(known);
    door.close({Channel::sms, Channel::email});
    BOOST_TEST(door.page().shows("value=\"letter\" checked"));
    BOOST_TEST(door.page().shows("revenir un peu plus tard"));
    BOOST_TEST(door.choose("email").says(msg::channel_all_refused));
    BOOST_TEST(door.choose("letter").place() == "sent");
  }
}

BOOST_AUTO_TEST_CASE(what_is_down_is_refused_to_whoever_chooses_it_all_the_same) {
  for (const bool known : {true, false}) {
    Door door(known);
    for (const char* way : {"sms", "email"}) {
      door.close({*channel_from(way)});
      const Answer answer = door.choose(way);
      BOOST_TEST(answer.status() == 422);
      BOOST_TEST(answer.says(way == std::string_view("sms") ? msg::channel_sms_refused
                                                            : msg::channel_email_refused));
      BOOST_TEST((answer.effect<Queue>() == nullptr));
      BOOST_TEST(answer.recorded(Event::code_request_limited));
      BOOST_TEST(answer.effect<Audit>()->detail == "down");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_printing_house_that_is_down_keeps_nobody_from_asking_for_a_letter) {
  Door door;
  door.close({Channel::letter});
  BOOST_TEST(!door.page().shows("disabled"));
  BOOST_TEST(door.choose("letter").place() == "sent");
}

BOOST_AUTO_TEST_CASE(spent_sms_and_mail_that_is_down_are_both_ways_gone) {
  Door door;
  door.town.settings.limits.sms_a_day = 0;
  door.close({Channel::email});
  BOOST_TEST(door.page().shows("value=\"letter\" checked"));
  BOOST_TEST(door.page().shows("revenir un peu plus tard"));
}

BOOST_AUTO_TEST_CASE(the_code_page_says_that_what_waits_leaves_later_and_offers_only_what_works) {
  for (const bool known : {true, false}) {
    Door door(known);
    door.choose("sms");
    BOOST_TEST(door.code().shows("autre moyen : SMS, e-mail ou courrier</a>"));
    door.close({Channel::sms});
    BOOST_TEST(door.code().shows("le message partira dès que possible"));
    BOOST_TEST(door.code().shows("autre moyen : e-mail ou courrier</a>"));
    door.close({Channel::sms, Channel::email});
    BOOST_TEST(door.code().shows("autre moyen : courrier</a>"));
    door.town.deliver();
    BOOST_TEST(!door.code().shows("le message partira dès que possible"));
  }
}

BOOST_AUTO_TEST_CASE(where_no_way_is_left_the_code_page_says_so) {
  Door door;
  door.choose("letter");
  Browser other;
  door.town.identify(other, door.who);
  door.town.post(other, pages::channel, {{"channel", "sms"}});
  door.town.deliver(Fate::refused);
  door.close({Channel::sms, Channel::email});
  const Answer page = door.town.get(other, pages::code);
  BOOST_TEST(page.shows("Aucun autre envoi n'est possible pour le moment"));
  BOOST_TEST(!page.shows("Choisir un autre moyen"));
}

BOOST_AUTO_TEST_CASE(a_code_is_not_sent_again_by_a_way_that_is_down) {
  for (const bool known : {true, false}) {
    Door door(known);
    door.choose("email");
    door.town.deliver();
    door.town.pass(2min);
    door.close({Channel::email});
    BOOST_TEST(!door.code().shows("value=\"resend\""));
    BOOST_TEST(door.code().says(msg::channel_email_refused));
    const Answer answer = door.town.post(door.browser, pages::code, {{"action", "resend"}});
    BOOST_TEST(answer.status() == 422);
    BOOST_TEST(answer.effect<Audit>()->detail == "down");
    BOOST_TEST((answer.effect<Queue>() == nullptr));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
