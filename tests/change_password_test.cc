#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

const std::string kGood = "Cerisier 4 saisons !";

struct SignedIn : Town {
  Browser browser;

  SignedIn() {
    sign_in(browser, marie);
    hasher.computed = 0;
  }
  Answer change(const std::string& current, const std::string& password, const std::string& again) {
    return post(
        browser, pages::change_password,
        {{"current_password", current}, {"new_password", password}, {"confirm_password", again}});
  }
  Answer change(const std::string& current, const std::string& password) {
    return change(current, password, password);
  }
  const std::string& stored() { return records.tables.members.at(marie.member).password; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(change_password)

BOOST_FIXTURE_TEST_CASE(the_form_asks_for_the_current_one_too, SignedIn) {
  const Answer answer = get(browser, pages::change_password);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.shows("Changement de votre mot de passe"));
  for (const char* field : {"current_password", "new_password", "confirm_password"}) {
    BOOST_TEST(answer.shows("name=\"" + std::string(field) + "\""));
  }
  BOOST_TEST(answer.shows("autocomplete=\"current-password\""));
}

BOOST_FIXTURE_TEST_CASE(a_stolen_password_is_refused_here_too_and_computes_nothing, SignedIn) {
  breached.listed.insert(kGood);
  const Answer answer = change(marie.password, kGood);
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_breached));
  BOOST_TEST(hasher.computed == 0U);
  BOOST_TEST(stored() == FakeHasher::stored(marie.member, marie.password));
}

BOOST_FIXTURE_TEST_CASE(the_current_password_opens_the_way_to_a_new_one, SignedIn) {
  const SessionId before = browser.full.value();
  Browser elsewhere;
  sign_in(elsewhere, marie);
  hasher.computed = 0;
  const Answer answer = change(marie.password, kGood);
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "account");
  BOOST_TEST(stored() == FakeHasher::stored(marie.member, kGood));
  BOOST_TEST(hasher.computed == 2U);
  BOOST_TEST(answer.recorded(Event::password_changed));
  // A new id for this browser, and nobody else stays.
  BOOST_TEST((browser.full.value() != before));
  BOOST_TEST(records.tables.sessions.size() == 1U);
  BOOST_TEST(get(elsewhere, pages::session).status() == 401);
  BOOST_TEST(get(browser, pages::session).status() == 200);
  const auto* told = answer.effect<Notify>();
  BOOST_TEST_REQUIRE(told != nullptr);
  BOOST_TEST((told->kind == MessageKind::password_changed));
}

BOOST_FIXTURE_TEST_CASE(mon_compte_says_that_it_is_done, SignedIn) {
  const Answer answer = change(marie.password, kGood);
  BOOST_TEST(std::get<ToPage>(answer.step.response.content).query == "fait=mot-de-passe");
  const Answer account = get(browser, pages::account, {{"fait", "mot-de-passe"}});
  BOOST_TEST(account.says(msg::account_news_password));
  BOOST_TEST(!get(browser, pages::account).says(msg::account_news_password));
}

BOOST_FIXTURE_TEST_CASE(a_wrong_current_password_changes_nothing_and_is_counted, SignedIn) {
  const Answer answer = change("Tilleul-12 du pr", kGood);
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_current_wrong));
  BOOST_TEST(!answer.shows(kGood));
  BOOST_TEST(stored() == FakeHasher::stored(marie.member, marie.password));
  BOOST_TEST(hasher.computed == 1U);
  BOOST_TEST(answer.recorded(Event::password_change_failed));
}

BOOST_FIXTURE_TEST_CASE(whoever_guesses_at_an_open_browser_must_wait, SignedIn) {
  for (int guess = 0; guess < 5; ++guess) change("Faux mot 1 !", kGood);
  hasher.computed = 0;
  const Answer answer = change(marie.password, kGood);
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST((answer.step.response.retry_after == 60s));
  BOOST_TEST(answer.says(msg::password_throttled));
  BOOST_TEST(hasher.computed == 0U);
  pass(60s);
  BOOST_TEST(change(marie.password, kGood).status() == 303);
}

BOOST_FIXTURE_TEST_CASE(whoever_fails_outside_does_not_stop_the_member_inside, SignedIn) {
  Browser stranger;
  for (int guess = 0; guess < 8; ++guess) {
    post(stranger, pages::sign_in, {{"identifier", marie.identifier}, {"password", "Faux 1 mot!"}});
  }
  BOOST_TEST(change(marie.password, kGood).status() == 303);
}

BOOST_FIXTURE_TEST_CASE(a_slip_in_the_new_one_costs_no_computation_and_no_attempt, SignedIn) {
  const Answer answer = change("Faux mot 1 !", "court");
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_too_short));
  BOOST_TEST(!answer.says(msg::password_current_wrong));
  BOOST_TEST(hasher.computed == 0U);
  BOOST_TEST(answer.effect<SaveSignIns>() == nullptr);
}

BOOST_FIXTURE_TEST_CASE(what_is_built_on_a_contact_is_refused_here_too, SignedIn) {
  const Answer answer = change(marie.password, "Vx! 06 39 98 00 01");
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_built_on_contact));
  BOOST_TEST(hasher.computed == 0U);
}

BOOST_FIXTURE_TEST_CASE(an_empty_form_names_every_field, SignedIn) {
  const Answer answer = change("", "");
  BOOST_TEST(answer.says(msg::password_current_empty));
  BOOST_TEST(answer.says(msg::password_empty));
}

BOOST_FIXTURE_TEST_CASE(a_forgotten_current_one_is_said_once, SignedIn) {
  const Answer answer = change("", kGood);
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_current_empty));
  BOOST_TEST(std::get<View>(answer.step.response.content).errors().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(the_same_password_again_is_no_change, SignedIn) {
  const Answer answer = change(marie.password, marie.password);
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_is_current));
  BOOST_TEST(hasher.computed == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_that_waits_dies_with_the_change, SignedIn) {
  Browser second;
  to_temporary(second, marie);
  const std::string temporary = temporary_of(marie);
  BOOST_TEST(change(marie.password, temporary).says(msg::password_is_temporary));
  BOOST_TEST(change(marie.password, kGood).status() == 303);
  Browser third;
  post(third, pages::sign_in, {{"identifier", marie.identifier}, {"password", temporary}});
  BOOST_TEST(!third.journey.has_value());
}

BOOST_AUTO_TEST_CASE(without_a_full_session_it_leads_to_sign_in_and_back) {
  Town town;
  Browser browser;
  const Answer answer = town.get(browser, pages::change_password);
  BOOST_TEST(answer.place() == "sign_in");
  BOOST_TEST(std::get<ToPage>(answer.step.response.content).query ==
             "suite=%2Facces%2Fmon-compte%2Fmot-de-passe");
  const Answer posted =
      town.post(browser, pages::change_password,
                {{"current_password", "x"}, {"new_password", kGood}, {"confirm_password", kGood}});
  BOOST_TEST(posted.place() == "sign_in");
  BOOST_TEST(posted.noted(Event::page_without_session));
}

BOOST_AUTO_TEST_CASE(the_limited_session_of_a_temporary_password_changes_nothing_here) {
  Town town;
  Browser browser;
  town.to_temporary(browser, town.marie);
  const std::string temporary = town.temporary_of(town.marie);
  town.post(browser, pages::sign_in,
            {{"identifier", town.marie.identifier}, {"password", temporary}});
  const Answer answer = town.post(
      browser, pages::change_password,
      {{"current_password", temporary}, {"new_password", kGood}, {"confirm_password", kGood}});
  BOOST_TEST(answer.place() == "sign_in");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
