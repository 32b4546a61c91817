#include <boost/test/unit_test.hpp>

#include "tests/support/town.h"

namespace portillon::test {

BOOST_AUTO_TEST_SUITE(sent)

BOOST_AUTO_TEST_CASE(the_page_says_by_which_way_in_the_words_of_the_guide) {
  struct Case {
    const char* way;
    const char* says;
  };
  const Case cases[] = {
      {"sms", "Un mot de passe temporaire vous a été envoyé par SMS."},
      {"email", "Un mot de passe temporaire vous a été envoyé par e-mail."},
      {"letter", "Un mot de passe temporaire vous sera envoyé par courrier"},
  };
  for (const Case& each : cases) {
    Town town;
    Browser browser;
    town.identify(browser, town.marie);
    town.post(browser, pages::channel, {{"channel", each.way}});
    town.deliver();
    town.post(browser, pages::code, {{"code", town.code_of(town.marie)}});
    const Answer answer = town.get(browser, pages::sent);
    BOOST_TEST(answer.status() == 200, each.way);
    BOOST_TEST(answer.shows(each.says), each.way);
    BOOST_TEST(answer.shows("Confirmation</h1>"));
    BOOST_TEST(
        answer.shows("Vous pourrez le modifier après vous être connecté à Mon espace "
                     "privé MSA."));
    BOOST_TEST(
        answer.shows("Si vous ne recevez pas ce mot de passe, merci de contacter votre "
                     "caisse."));
    BOOST_TEST(answer.shows("href=\"/acces/connexion\">Accéder à Mon espace privé</a>"));
    BOOST_TEST(!answer.shows("La réponse donnée ne correspond pas"));
  }
}

BOOST_AUTO_TEST_CASE(the_letter_comes_with_the_days_that_it_takes) {
  Town town;
  Browser browser;
  town.identify(browser, town.marie);
  town.post(browser, pages::channel, {{"channel", "letter"}});
  BOOST_TEST(town.get(browser, pages::sent).shows(town.settings.caisse.letter_days));
}

BOOST_AUTO_TEST_CASE(a_reload_sends_nothing_again) {
  Town town;
  Browser browser;
  town.to_temporary(browser, town.marie);
  const auto messages = town.records.tables.outbox.size();
  for (int i = 0; i < 3; ++i) {
    const Answer answer = town.get(browser, pages::sent);
    BOOST_TEST(answer.status() == 200);
    BOOST_TEST(answer.step.effects.empty());
  }
  BOOST_TEST(town.records.tables.outbox.size() == messages);
}

BOOST_AUTO_TEST_CASE(the_reference_is_shown_once_the_message_has_one_and_the_secret_never) {
  Town town;
  Browser browser;
  town.to_code(browser, town.marie);
  town.post(browser, pages::code, {{"code", town.code_of(town.marie)}});
  BOOST_TEST(!town.get(browser, pages::sent).shows("Référence du message"));
  town.deliver();
  const Answer answer = town.get(browser, pages::sent);
  BOOST_TEST(answer.shows(town.mails.back().reference));
  BOOST_TEST(!answer.shows(town.temporary_of(town.marie)));
}

BOOST_AUTO_TEST_CASE(out_of_order_it_leads_to_where_the_journey_stands) {
  Town town;
  Browser nobody, marie;
  BOOST_TEST(town.get(nobody, pages::sent).place() == "identify");
  town.identify(marie, town.marie);
  BOOST_TEST(town.get(marie, pages::sent).place() == "channel");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
