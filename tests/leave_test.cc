#include <boost/test/unit_test.hpp>

#include "tests/support/town.h"

namespace portillon::test {

BOOST_AUTO_TEST_SUITE(leave)

BOOST_AUTO_TEST_CASE(abandon_ends_the_journey_and_leads_home) {
  Town town;
  Browser browser;
  town.identify(browser, town.marie);
  const auto id = browser.journey.value();
  const Answer answer = town.post(browser, pages::leave, {}, "abandon");
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "/");
  BOOST_TEST(answer.step.response.clear_site_data);
  BOOST_TEST(answer.recorded(Event::journey_abandoned));
  BOOST_TEST(!town.records.tables.journeys.contains(id));
}

BOOST_AUTO_TEST_CASE(abandon_leaves_the_full_session_alone) {
  Town town;
  Browser browser;
  town.sign_in(browser, town.marie);
  town.post(browser, pages::leave, {}, "abandon");
  BOOST_TEST(town.records.tables.sessions.size() == 1U);
}

BOOST_AUTO_TEST_CASE(signing_out_ends_the_session_and_leads_to_sign_in) {
  Town town;
  Browser browser;
  town.sign_in(browser, town.marie);
  BOOST_TEST(town.records.tables.sessions.size() == 1U);
  const Answer answer = town.post(browser, pages::leave, {}, "deconnexion");
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "sign_in");
  BOOST_TEST(answer.step.response.clear_site_data);
  BOOST_TEST(answer.recorded(Event::session_ended));
  BOOST_TEST(town.records.tables.sessions.empty());
}

BOOST_AUTO_TEST_CASE(without_any_session_the_way_out_is_open_all_the_same) {
  Town town;
  Browser browser;
  for (const auto* url : {"abandon", "deconnexion"}) {
    const Answer answer = town.post(browser, pages::leave, {}, url);
    BOOST_TEST(answer.status() == 303);
    BOOST_TEST(answer.step.effects.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
