#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct TwoBrowsers : Town {
  Browser here;
  Browser there;

  TwoBrowsers() {
    there.device = "Chrome sur Android";
    sign_in(there, marie);
    pass(2min);
    sign_in(here, marie);
  }
  // The value of the first hidden field `session` of the page.
  static std::string session_on(const Answer& answer) {
    const std::string mark = "name=\"session\" value=\"";
    const std::size_t start = answer.html.find(mark);
    if (start == std::string::npos) return {};
    const std::size_t from = start + mark.size();
    return answer.html.substr(from, answer.html.find('"', from) - from);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(account)

BOOST_FIXTURE_TEST_CASE(it_shows_what_is_on_file_masked_and_the_ways_to_change_it, TwoBrowsers) {
  const Answer answer = get(here, pages::account);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.shows("Mon compte"));
  BOOST_TEST(answer.shows("Email &amp; Mot de passe"));
  BOOST_TEST(answer.shows("m•••@exemple.fr"));
  BOOST_TEST(answer.shows("06 •• •• •• 01"));
  BOOST_TEST(!answer.shows("marie@exemple.fr"));
  BOOST_TEST(answer.shows("pas encore indiqué"));
  BOOST_TEST(answer.shows("href=\"/acces/mon-compte/mot-de-passe\""));
  BOOST_TEST(answer.shows("href=\"/acces/coordonnees\""));
  BOOST_TEST(answer.shows("Se déconnecter"));
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(it_shows_the_open_sessions_and_marks_this_one, TwoBrowsers) {
  const Answer answer = get(here, pages::account);
  BOOST_TEST(answer.shows("Firefox sur Windows</b> (cet appareil)"));
  BOOST_TEST(answer.shows("Chrome sur Android</b>"));
  BOOST_TEST(!answer.shows("Chrome sur Android</b> (cet appareil)"));
  BOOST_TEST(answer.shows("2 novembre à 10 h 02"));
  BOOST_TEST(answer.shows("Fermer toutes les autres connexions"));
}

BOOST_FIXTURE_TEST_CASE(one_other_session_can_be_ended, TwoBrowsers) {
  const std::string other = session_on(get(here, pages::account));
  BOOST_TEST(other.size() == 32U);
  const Answer answer = post(here, pages::account, {{"action", "end"}, {"session", other}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "account");
  BOOST_TEST(answer.recorded(Event::session_ended));
  BOOST_TEST(get(there, pages::session).status() == 401);
  BOOST_TEST(get(here, pages::session).status() == 200);
  const Answer after = get(here, pages::account, {{"fait", "connexion"}});
  BOOST_TEST(after.says(msg::account_news_session));
  BOOST_TEST(!after.shows("Fermer toutes les autres connexions"));
  // A second click of the same button has nothing left to do.
  BOOST_TEST(
      post(here, pages::account, {{"action", "end"}, {"session", other}}).step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(another_member_s_session_cannot_be_ended, TwoBrowsers) {
  const std::string of_marie = session_on(get(here, pages::account));
  Browser neighbour;
  sign_in(neighbour, lucien);
  const Answer answer = post(neighbour, pages::account, {{"action", "end"}, {"session", of_marie}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.step.effects.empty());
  BOOST_TEST(get(there, pages::session).status() == 200);
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_no_session_s_ends_none, TwoBrowsers) {
  for (const std::string& name : {std::string(32, 'a'), std::string()}) {
    BOOST_TEST(
        post(here, pages::account, {{"action", "end"}, {"session", name}}).step.effects.empty());
  }
}

BOOST_FIXTURE_TEST_CASE(all_others_can_be_ended_at_once, TwoBrowsers) {
  Browser neighbour;
  sign_in(neighbour, lucien);
  const Answer answer = post(here, pages::account, {{"action", "end_others"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.recorded(Event::other_sessions_ended));
  BOOST_TEST(get(there, pages::session).status() == 401);
  BOOST_TEST(get(here, pages::session).status() == 200);
  BOOST_TEST(get(neighbour, pages::session).status() == 200);
}

BOOST_FIXTURE_TEST_CASE(recent_events_are_told_in_words, TwoBrowsers) {
  Browser stranger;
  post(stranger, pages::sign_in, {{"identifier", marie.identifier}, {"password", "Faux 1 mot!"}});
  const Answer answer = get(here, pages::account);
  BOOST_TEST(answer.says(msg::account_event_sign_in_success));
  BOOST_TEST(answer.says(msg::account_event_sign_in_failure));
  BOOST_TEST(!answer.says(msg::account_event_password_changed));
  BOOST_TEST(!answer.shows("sign_in_success"));
}

BOOST_FIXTURE_TEST_CASE(an_event_of_another_program_is_left_out, TwoBrowsers) {
  records.tables.audit.clear();
  const Answer answer = get(here, pages::account);
  BOOST_TEST(answer.shows("Rien à signaler."));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_action_does_nothing, TwoBrowsers) {
  const Answer answer = post(here, pages::account, {{"action", "delete"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_AUTO_TEST_CASE(unconfirmed_contacts_come_first) {
  Town town;
  Browser browser;
  town.sign_in(browser, town.huguette);
  BOOST_TEST(town.get(browser, pages::account).place() == "contacts");
  const Answer posted = town.post(browser, pages::account, {{"action", "end_others"}});
  BOOST_TEST(posted.step.effects.size() == 1U);
  BOOST_TEST(posted.recorded(Event::page_out_of_order));
}

BOOST_AUTO_TEST_CASE(without_a_session_it_leads_to_sign_in_and_back) {
  Town town;
  Browser browser;
  const Answer answer = town.get(browser, pages::account);
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "sign_in");
  BOOST_TEST(answer.noted(Event::page_without_session));
  BOOST_TEST(std::get<ToPage>(answer.step.response.content).query == "suite=%2Facces%2Fmon-compte");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
