#include <boost/test/unit_test.hpp>

#include "tests/support/town.h"

namespace portillon::test {
namespace {

std::string header(const Answer& answer, std::string_view name) {
  for (const auto& [key, value] : answer.step.response.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(session)

BOOST_AUTO_TEST_CASE(a_live_session_passes_under_the_member_s_public_id) {
  Town town;
  Browser browser;
  town.sign_in(browser, town.marie);
  const Answer answer = town.get(browser, pages::session);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(header(answer, "Portillon-Member") ==
             town.records.tables.members.at(town.marie.member).public_id);
  BOOST_TEST(std::get<Bare>(answer.step.response.content).body.empty());
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_AUTO_TEST_CASE(it_says_how_many_seconds_are_left) {
  Town town;
  Browser browser;
  town.sign_in(browser, town.marie);
  town.pass(30s);
  BOOST_TEST(header(town.get(browser, pages::session), "Portillon-Remaining") == "1770");
  for (int times = 0; times < 25; ++times) {
    town.pass(28min);
    town.get(browser, pages::session);
  }
  BOOST_TEST(header(town.get(browser, pages::session), "Portillon-Remaining") == "1170");
}

BOOST_AUTO_TEST_CASE(nobody_is_asked_to_sign_in_and_named_by_no_header) {
  Town town;
  Browser browser;
  const Answer answer = town.get(browser, pages::session);
  BOOST_TEST(answer.status() == 401);
  BOOST_TEST(answer.noted(Event::page_without_session));
  BOOST_TEST(answer.step.response.headers.empty());
}

BOOST_AUTO_TEST_CASE(unconfirmed_contacts_do_not_pass_yet) {
  Town town;
  Browser browser;
  town.sign_in(browser, town.huguette);
  const Answer answer = town.get(browser, pages::session);
  BOOST_TEST(answer.status() == 403);
  BOOST_TEST(answer.noted(Event::page_out_of_order));
  BOOST_TEST(answer.step.response.headers.empty());
}

BOOST_AUTO_TEST_CASE(a_session_that_idled_away_does_not_pass) {
  Town town;
  Browser browser;
  town.sign_in(browser, town.marie);
  town.pass(31min);
  BOOST_TEST(town.get(browser, pages::session).status() == 401);
}

BOOST_AUTO_TEST_CASE(the_limited_session_of_a_temporary_password_does_not_pass) {
  Town town;
  Browser browser;
  town.to_temporary(browser, town.marie);
  town.post(browser, pages::sign_in,
            {{"identifier", town.marie.identifier}, {"password", town.temporary_of(town.marie)}});
  BOOST_TEST(browser.journey.has_value());
  BOOST_TEST(town.get(browser, pages::session).status() == 401);
}

BOOST_AUTO_TEST_CASE(it_only_answers_questions) {
  BOOST_TEST(pages::session.gets);
  BOOST_TEST(!pages::session.posts);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
