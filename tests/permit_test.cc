// A returning browser's own allowance at sign_in.
#include "parts/permit.h"

#include <boost/test/unit_test.hpp>

#include "crypto/mac.h"
#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Home {
  Town town;
  Browser browser;   // Marie's own
  Browser stranger;  // somebody who knows her number
  Answer enter(Browser& from, const Person& person, const std::string& password) {
    return town.post(from, pages::sign_in,
                     {{"identifier", person.identifier}, {"password", password}});
  }
  bool opens(Browser& from, const Person& person) {
    return enter(from, person, person.password).status() == 303;
  }
  // Tries until the day is used up, as patiently as it takes.
  unsigned hammer(Browser& from, const Person& person) {
    unsigned looked_at = 0;
    const Time end = town.now + 23h;
    for (; town.now < end; town.pass(5min)) {
      if (enter(from, person, "faux").recorded(Event::sign_in_failure)) ++looked_at;
    }
    return looked_at;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(permit)

BOOST_AUTO_TEST_CASE(a_stranger_who_uses_up_the_day_does_not_lock_the_members_own_browser_out) {
  Home home;
  BOOST_TEST(home.opens(home.browser, home.town.marie));
  BOOST_TEST(home.hammer(home.stranger, home.town.marie) == 25U);
  Browser fresh;
  BOOST_TEST(!home.opens(fresh, home.town.marie));
  BOOST_TEST(home.opens(home.browser, home.town.marie));
}

BOOST_AUTO_TEST_CASE(a_permit_gives_no_more_than_the_same_allowance_once_more) {
  Home home;
  home.opens(home.browser, home.town.marie);
  Browser thief = home.browser;  // at the same computer, or with its cookie
  BOOST_TEST(home.hammer(thief, home.town.marie) == 25U);
  BOOST_TEST(!home.opens(home.browser, home.town.marie));
  Browser without;
  BOOST_TEST(home.opens(without, home.town.marie));  // the number's own is untouched
}

BOOST_AUTO_TEST_CASE(after_five_failures_a_permit_waits_a_minute_like_everybody) {
  Home home;
  home.opens(home.browser, home.town.marie);
  for (int n = 0; n < 5; ++n) home.enter(home.browser, home.town.marie, "faux");
  BOOST_TEST(!home.opens(home.browser, home.town.marie));
  home.town.pass(60s);
  BOOST_TEST(home.opens(home.browser, home.town.marie));
}

BOOST_AUTO_TEST_CASE(a_permit_of_one_member_is_none_for_another) {
  Home home;
  home.opens(home.browser, home.town.marie);
  BOOST_TEST(home.hammer(home.stranger, home.town.lucien) == 25U);
  BOOST_TEST(!home.opens(home.browser, home.town.lucien));
}

BOOST_AUTO_TEST_CASE(only_a_right_password_or_temporary_password_makes_a_permit) {
  Home home;
  for (const char* password : {"faux", "", "Ad4+EhR7j?Xt"}) {
    BOOST_TEST(
        (home.enter(home.browser, home.town.marie, password).effect<SetPermit>() == nullptr));
  }
  BOOST_TEST(!home.browser.permit.has_value());
  home.town.to_temporary(home.stranger, home.town.paul);
  BOOST_TEST(
      home.enter(home.browser, home.town.paul, home.town.temporary_of(home.town.paul)).place() ==
      "new_password");
  BOOST_TEST(home.browser.permit.has_value());
}

BOOST_AUTO_TEST_CASE(a_permit_outlives_signing_out_and_a_change_of_password) {
  Home home;
  home.opens(home.browser, home.town.marie);
  home.town.post(home.browser, pages::change_password,
                 {{"current_password", home.town.marie.password},
                  {"new_password", "Bruyère+31 lande"},
                  {"confirm_password", "Bruyère+31 lande"}});
  home.town.post(home.browser, pages::leave, {}, "deconnexion");
  home.hammer(home.stranger, home.town.marie);
  BOOST_TEST(home.enter(home.browser, home.town.marie, "Bruyère+31 lande").status() == 303);
}

BOOST_AUTO_TEST_CASE(six_members_share_a_browser_and_the_seventh_takes_the_oldest_place) {
  SeededRandom random(3);
  std::optional<Permit> permit;
  const auto subject = [](unsigned n) { return sha256(std::to_string(n)); };
  for (unsigned n = 0; n < 7; ++n) permit = granted(permit, subject(n), random);
  BOOST_TEST((allowance_of(permit, subject(0)) == subject(0)));
  for (unsigned n = 1; n < 7; ++n) {
    BOOST_TEST((allowance_of(permit, subject(n)) != subject(n)));
  }
  permit = granted(permit, subject(1), random);  // again: to the front, nobody goes
  permit = granted(permit, subject(8), random);
  BOOST_TEST((allowance_of(permit, subject(1)) != subject(1)));
  BOOST_TEST((allowance_of(permit, subject(2)) == subject(2)));
}

BOOST_AUTO_TEST_CASE(two_browsers_have_two_allowances_and_neither_names_the_member) {
  SeededRandom random(3);
  const SubjectId subject = sha256("marie");
  const Permit one = granted(std::nullopt, subject, random);
  const Permit other = granted(std::nullopt, subject, random);
  BOOST_TEST((allowance_of(one, subject) != allowance_of(other, subject)));
  BOOST_TEST(one.marks.front() != other.marks.front());
  BOOST_TEST(view(subject).find(one.marks.front()) == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(with_a_permit_or_without_the_questions_and_effects_are_the_same) {
  Home home;
  home.opens(home.browser, home.town.marie);
  const Person unknown = home.town.stranger(Kind::particulier, false);
  const auto trace = [&](Browser& from, const Person& person) {
    home.town.records.asked.clear();
    const Answer answer = home.enter(from, person, "faux");
    std::string all = std::to_string(answer.status());
    for (const std::string_view question : home.town.records.asked)
      all += " " + std::string(question);
    for (const Effect& effect : answer.step.effects) all += " " + std::to_string(effect.index());
    return all;
  };
  Browser without;
  Browser browser = home.browser;
  browser.full.reset();
  const std::string expected = trace(without, home.town.marie);
  BOOST_TEST(trace(browser, home.town.marie) == expected);
  BOOST_TEST(trace(browser, unknown) == expected);
  BOOST_TEST(trace(without, unknown) == expected);
}

BOOST_AUTO_TEST_CASE(a_temporary_password_has_its_ten_tries_whatever_the_browser) {
  Home home;
  home.opens(home.browser, home.town.marie);
  Browser journey;
  home.town.to_temporary(journey, home.town.marie);
  for (int n = 0; n < 5; ++n) home.enter(home.browser, home.town.marie, "Ad4+EhR7j?Xt");
  for (int n = 0; n < 5; ++n) home.enter(home.stranger, home.town.marie, "Ad4+EhR7j?Xt");
  BOOST_TEST(
      home.enter(home.browser, home.town.marie, home.town.temporary_of(home.town.marie)).status() ==
      422);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
