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

// ---- « Prolonger »

struct Staying : Town {
  Browser browser;
  Answer prolong(const std::string& of) {
    return post(browser, pages::leave, {{"of", of}}, "prolongation");
  }
  static std::string left(const Answer& answer) {
    return std::get<Bare>(answer.step.response.content).body;
  }
};

BOOST_FIXTURE_TEST_CASE(prolonging_a_journey_gives_it_its_idle_time_again, Staying) {
  identify(browser, marie);
  pass(28min);
  const Answer answer = prolong("journey");
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(left(answer) == "1800");
  BOOST_TEST(answer.step.effects.empty());  // no attempt, no row of audit
  pass(29min);
  BOOST_TEST(get(browser, pages::channel).status() == 200);
}

BOOST_FIXTURE_TEST_CASE(prolonging_a_session_gives_it_its_idle_time_again, Staying) {
  sign_in(browser, marie);
  pass(28min);
  BOOST_TEST(left(prolong("session")) == "1800");
  pass(29min);
  BOOST_TEST(get(browser, pages::account).status() == 200);
}

BOOST_FIXTURE_TEST_CASE(nothing_is_prolonged_beyond_its_whole_time, Staying) {
  identify(browser, marie);
  for (int times = 0; times < 4; ++times) {
    pass(28min);
    prolong("journey");
  }
  BOOST_TEST(left(prolong("journey")) == "480");  // 2 h in all
  pass(8min);
  BOOST_TEST(prolong("journey").status() == 401);
  sign_in(browser, marie);
  for (int times = 0; times < 25; ++times) {
    pass(28min);
    prolong("session");
  }
  BOOST_TEST(left(prolong("session")) == "1200");  // 12 h in all
  pass(20min);
  BOOST_TEST(prolong("session").status() == 401);
}

BOOST_FIXTURE_TEST_CASE(a_limited_session_is_not_prolonged, Staying) {
  to_temporary(browser, marie);
  post(browser, pages::sign_in,
       {{"identifier", marie.identifier}, {"password", temporary_of(marie)}});
  pass(28min);
  BOOST_TEST(left(prolong("journey")) == "120");
  pass(2min);
  BOOST_TEST(prolong("journey").status() == 401);
}

BOOST_FIXTURE_TEST_CASE(what_is_over_or_never_was_is_not_prolonged, Staying) {
  for (const auto* of : {"journey", "session", "visit", ""}) {
    BOOST_TEST(prolong(of).status() == 401, of);
  }
  sign_in(browser, marie);
  BOOST_TEST(prolong("journey").status() == 401);
  pass(30min);
  BOOST_TEST(prolong("session").status() == 401);
  BOOST_TEST(get(browser, pages::account).status() == 303);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
