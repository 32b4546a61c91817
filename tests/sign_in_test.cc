#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Door {
  Town town;
  Browser browser;
  Answer enter(const std::string& identifier, const std::string& password) {
    return town.post(browser, pages::sign_in, {{"identifier", identifier}, {"password", password}});
  }
  Answer enter(const Person& person, const std::string& password) {
    return enter(person.identifier, password);
  }
  void check_failed(const Answer& answer, std::string_view what) {
    BOOST_TEST(answer.status() == 422, what);
    BOOST_TEST(answer.says(msg::sign_in_failed), what);
    BOOST_TEST(answer.effect<StartSession>() == nullptr, what);
    BOOST_TEST(answer.effect<StartJourney>() == nullptr, what);
  }
  void temporary_for(const Person& person) {
    Browser elsewhere;
    town.to_temporary(elsewhere, person);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sign_in)

BOOST_AUTO_TEST_CASE(the_page_has_the_fields_and_the_way_for_who_forgot) {
  Door door;
  const Answer answer = door.town.get(door.browser, pages::sign_in);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.shows("Connexion à Mon espace privé</h1>"));
  BOOST_TEST(answer.shows("for=\"identifier\">Identifiant</label>"));
  BOOST_TEST(answer.shows("for=\"password\">Mot de passe</label>"));
  BOOST_TEST(answer.shows("autocomplete=\"username\""));
  BOOST_TEST(answer.shows("autocomplete=\"current-password\""));
  BOOST_TEST(answer.shows("type=\"submit\">Se connecter</button>"));
  BOOST_TEST(
      answer.shows("href=\"/acces/identite\">Mot de passe oublié ou première connexion ?</a>"));
  BOOST_TEST(door.town.records.asked.empty());
}

BOOST_AUTO_TEST_CASE(the_own_password_opens_the_private_space) {
  Door door;
  const Answer answer = door.enter(door.town.marie, door.town.marie.password);
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "/acces/mon-compte");
  BOOST_TEST(answer.recorded(Event::sign_in_success));
  const auto* started = answer.effect<StartSession>();
  BOOST_REQUIRE(started != nullptr);
  BOOST_TEST(started->session.member == door.town.marie.member);
  BOOST_TEST(started->session.device == "Firefox, Windows");
  BOOST_TEST(door.town.hasher.computed == 1U);
}

BOOST_AUTO_TEST_CASE(contacts_that_were_never_confirmed_come_first) {
  Door door;
  BOOST_TEST(door.enter(door.town.huguette, door.town.huguette.password).place() == "contacts");
}

BOOST_AUTO_TEST_CASE(the_page_that_was_wanted_comes_after_signing_in) {
  Door door;
  door.town.get(door.browser, pages::sign_in, {{"suite", "/espace/mes-documents?an=2026"}});
  BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).place() ==
             "/espace/mes-documents?an=2026");
  Door other;
  other.town.get(other.browser, pages::sign_in, {{"suite", "/espace/"}});
  const Answer answer = other.enter(other.town.huguette, other.town.huguette.password);
  BOOST_TEST(answer.place() == "contacts");
  BOOST_TEST(answer.effect<StartSession>()->session.wanted == "/espace/");
}

BOOST_AUTO_TEST_CASE(nobody_is_led_to_another_host) {
  for (const auto* wanted : {"//mechant.example", "/\\mechant.example", "https://mechant.example/",
                             "mechant", "", "/a\r\nSet-Cookie: x=1", "/a b", "\\/mechant", "/é"}) {
    Door door;
    const Answer page = door.town.get(door.browser, pages::sign_in, {{"suite", wanted}});
    BOOST_TEST(page.effect<SetVisit>() == nullptr, wanted);
    BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).place() ==
               "/acces/mon-compte");
  }
  Door door;  // a visit cookie from elsewhere is looked at again
  door.browser.visit.wanted = "//mechant.example";
  BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).place() == "/acces/mon-compte");
}

BOOST_AUTO_TEST_CASE(every_failure_has_one_text_one_status_and_one_computation) {
  struct Case {
    const char* what;
    std::string identifier;
    std::string password;
  };
  Door names;
  const Case cases[] = {
      {"wrong password", names.town.marie.identifier, "faux"},
      {"stranger", names.town.stranger(Kind::particulier, false).identifier, "faux"},
      {"first access", names.town.paul.identifier, "faux"},
      {"password of another", names.town.marie.identifier, names.town.lucien.password},
      {"no identifier at all", "pas un numéro", "faux"},
      {"wrong key", "251022403700599", "faux"},
      {"shape of a temporary one", names.town.marie.identifier, "Ad4+EhR7j?Xt"},
      {"temporary shape, stranger", names.town.stranger(Kind::particulier, true).identifier,
       "Ad4+EhR7j?Xt"},
  };
  std::string html;
  for (const Case& each : cases) {
    Door door;
    const Answer answer = door.enter(each.identifier, each.password);
    door.check_failed(answer, each.what);
    BOOST_TEST(door.town.hasher.computed == 1U, each.what);
    BOOST_TEST(answer.shows("value=\"" + each.identifier + "\""), each.what);
    BOOST_TEST(!answer.shows(each.password), each.what);
    std::string same = answer.html;
    same.replace(same.find(each.identifier), each.identifier.size(), "X");
    if (html.empty()) html = same;
    BOOST_TEST(same == html, each.what);
  }
}

BOOST_AUTO_TEST_CASE(a_stranger_costs_the_same_questions_and_effects) {
  Door door;
  const Person stranger = door.town.stranger(Kind::particulier, false);
  door.town.records.asked.clear();
  const Answer member = door.enter(door.town.marie, "faux");
  const auto questions = std::exchange(door.town.records.asked, {});
  const Answer other = door.enter(stranger, "faux");
  BOOST_TEST(questions == door.town.records.asked, boost::test_tools::per_element());
  BOOST_TEST(member.step.effects.size() == other.step.effects.size());
}

BOOST_AUTO_TEST_CASE(an_empty_field_is_asked_for_without_any_computation) {
  Door door;
  const Answer answer = door.enter("", "");
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::sign_in_no_identifier));
  BOOST_TEST(answer.says(msg::sign_in_no_password));
  BOOST_TEST(door.enter("  ", "x").says(msg::sign_in_no_identifier));
  BOOST_TEST(door.town.hasher.computed == 0U);
}

BOOST_AUTO_TEST_CASE(a_password_typed_on_another_keyboard_is_the_same_in_nfc) {
  Door door;
  std::string decomposed = door.town.marie.password;
  decomposed.replace(decomposed.find("é"), std::string("é").size(), "e\xCC\x81");
  BOOST_TEST(door.enter(door.town.marie, decomposed).status() == 303);
}

// Who may write to the table puts his own hash into another member's row.
BOOST_AUTO_TEST_CASE(a_password_copied_from_another_member_lets_nobody_in) {
  Door door;
  auto& members = door.town.records.tables.members;
  members.at(door.town.marie.member).password = members.at(door.town.jeanne.member).password;
  door.check_failed(door.enter(door.town.marie, door.town.jeanne.password), "the copied one");
  door.check_failed(door.enter(door.town.marie, door.town.marie.password), "her own");
  BOOST_TEST(door.town.hasher.computed == 2U);
}

BOOST_AUTO_TEST_CASE(a_temporary_password_copied_from_another_member_lets_nobody_in) {
  Door door;
  door.temporary_for(door.town.lucien);
  auto& members = door.town.records.tables.members;
  members.at(door.town.marie.member).temporary = members.at(door.town.lucien.member).temporary;
  door.check_failed(door.enter(door.town.marie, door.town.temporary_of(door.town.lucien)),
                    "copied");
}

BOOST_AUTO_TEST_CASE(an_old_hash_is_renewed_at_sign_in) {
  Door door;
  const Answer answer = door.enter(door.town.jardins, door.town.jardins.password);
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.effect<Rehash>() != nullptr);
  BOOST_TEST(answer.recorded(Event::password_rehashed));
  const Answer again = door.enter(door.town.jardins, door.town.jardins.password);
  BOOST_TEST(again.status() == 303);
  BOOST_TEST(again.effect<Rehash>() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_temporary_password_opens_nothing_but_the_choice_of_a_new_one) {
  Door door;
  door.temporary_for(door.town.marie);
  const Answer answer = door.enter(door.town.marie, door.town.temporary_of(door.town.marie));
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "new_password");
  BOOST_TEST(answer.recorded(Event::temporary_password_used));
  BOOST_TEST(answer.effect<StartSession>() == nullptr);
  const auto* started = answer.effect<StartJourney>();
  BOOST_REQUIRE(started != nullptr);
  BOOST_TEST((started->journey.stage == Stage::new_password));
  BOOST_TEST(door.town.hasher.computed == 0U);
}

BOOST_AUTO_TEST_CASE(the_trail_says_by_which_factor) {
  Door door;
  const auto detail = [](const Answer& answer) {
    const Audit* audit = answer.effect<Audit>();
    return audit == nullptr ? std::string("(none)") : audit->detail;
  };
  const Person& marie = door.town.marie;
  BOOST_TEST(detail(door.enter(marie, marie.password)) == "password");
  BOOST_TEST(detail(door.enter(marie, "Un autre 1!")) == "password");
  BOOST_TEST(detail(door.enter(marie, marie.password)) == "password_after_failures");
  door.temporary_for(marie);
  BOOST_TEST(detail(door.enter(marie, door.town.temporary_of(marie))) == "sms");
}

BOOST_AUTO_TEST_CASE(a_temporary_password_is_used_once) {
  Door door;
  door.temporary_for(door.town.marie);
  const std::string temporary = door.town.temporary_of(door.town.marie);
  door.enter(door.town.marie, temporary);
  door.check_failed(door.enter(door.town.marie, temporary), "second use");

  Door race;
  race.temporary_for(race.town.marie);
  Browser other;
  const Request request =
      race.town.posting(other, pages::sign_in,
                        {{"identifier", race.town.marie.identifier},
                         {"password", race.town.temporary_of(race.town.marie)}});
  const Step one = race.town.look(race.browser, pages::sign_in, request);
  const Step two = race.town.look(other, pages::sign_in, request);
  BOOST_TEST(race.town.settle(race.browser, one));
  BOOST_TEST(!race.town.settle(other, two));
}

BOOST_AUTO_TEST_CASE(spaces_of_the_letter_may_be_typed_with_a_temporary_password) {
  Door door;
  door.temporary_for(door.town.marie);
  std::string typed = door.town.temporary_of(door.town.marie);
  typed.insert(8, " ").insert(4, " ");
  BOOST_TEST(door.enter(door.town.marie, typed).place() == "new_password");
}

BOOST_AUTO_TEST_CASE(the_own_password_works_until_a_new_one_was_chosen) {
  Door door;
  door.temporary_for(door.town.marie);
  BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).effect<StartSession>() !=
             nullptr);
  BOOST_TEST(door.enter(door.town.marie, door.town.temporary_of(door.town.marie)).place() ==
             "new_password");
  BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).effect<StartSession>() !=
             nullptr);
}

BOOST_AUTO_TEST_CASE(a_temporary_password_dies_after_its_time) {
  Door sms;
  sms.temporary_for(sms.town.marie);
  sms.town.pass(24h);
  const Answer late = sms.enter(sms.town.marie, sms.town.temporary_of(sms.town.marie));
  sms.check_failed(late, "24 h by SMS");
  BOOST_TEST(late.shows("il a peut-être expiré"));

  Door letter;
  Browser elsewhere;
  letter.town.identify(elsewhere, letter.town.marie);
  letter.town.post(elsewhere, pages::channel, {{"channel", "letter"}});
  letter.town.deliver();
  letter.town.pass(30 * 24h - 1s);
  BOOST_TEST(letter.enter(letter.town.marie, letter.town.temporary_of(letter.town.marie)).place() ==
             "new_password");
}

BOOST_AUTO_TEST_CASE(a_temporary_password_dies_after_ten_wrong_tries_however_slow) {
  Door door;
  door.temporary_for(door.town.paul);
  for (unsigned n = 0; n < 10; ++n) {
    door.town.pass(16min);
    door.check_failed(door.enter(door.town.paul, "faux"), "try");
  }
  door.town.pass(16min);
  door.check_failed(door.enter(door.town.paul, door.town.temporary_of(door.town.paul)), "dead");
}

BOOST_AUTO_TEST_CASE(a_guess_of_the_shape_of_a_temporary_password_opens_nothing) {
  Door door;
  door.temporary_for(door.town.paul);
  door.check_failed(door.enter(door.town.paul, "Ad4+EhR7j?Xt"), "guess");
  BOOST_TEST(door.enter(door.town.paul, door.town.temporary_of(door.town.paul)).place() ==
             "new_password");
}

BOOST_AUTO_TEST_CASE(a_limit_of_tries_that_is_lowered_counts_those_of_before) {
  Door door;
  door.temporary_for(door.town.paul);
  for (unsigned n = 0; n < 5; ++n) {
    door.town.pass(16min);
    door.check_failed(door.enter(door.town.paul, "faux"), "try");
  }
  door.town.settings.limits.temporary_tries = 5;
  door.town.pass(16min);
  door.check_failed(door.enter(door.town.paul, door.town.temporary_of(door.town.paul)), "dead");
}

BOOST_AUTO_TEST_CASE(guessing_at_a_temporary_password_counts_while_sign_in_is_throttled) {
  Door door;
  door.temporary_for(door.town.paul);
  for (unsigned n = 0; n < 10; ++n) door.enter(door.town.paul, "Ad4+EhR7j?Xt");
  door.check_failed(door.enter(door.town.paul, door.town.temporary_of(door.town.paul)), "dead");
}

BOOST_AUTO_TEST_CASE(a_throttled_try_at_a_temporary_password_costs_the_same_where_none_waits) {
  std::vector<std::size_t> effects;
  for (const bool waits : {true, false}) {
    Door door;
    if (waits) door.temporary_for(door.town.paul);
    for (int n = 0; n < 5; ++n) door.enter(door.town.paul, "faux");
    const Answer answer = door.enter(door.town.paul, "Ad4+EhR7j?Xt");
    BOOST_TEST(answer.recorded(Event::sign_in_throttled));
    effects.push_back(answer.step.effects.size());
  }
  BOOST_TEST(effects[0] == effects[1]);
}

BOOST_AUTO_TEST_CASE(the_own_password_is_no_wrong_try_at_a_temporary_one) {
  Door door;
  door.temporary_for(door.town.marie);
  for (int n = 0; n < 12; ++n) door.enter(door.town.marie, door.town.marie.password);
  BOOST_TEST(door.enter(door.town.marie, door.town.temporary_of(door.town.marie)).place() ==
             "new_password");
}

BOOST_AUTO_TEST_CASE(after_five_failures_one_has_to_wait_longer_and_longer) {
  Door door;
  for (int n = 0; n < 5; ++n) door.check_failed(door.enter(door.town.marie, "faux"), "free");
  const Answer soon = door.enter(door.town.marie, door.town.marie.password);
  door.check_failed(soon, "throttled");
  BOOST_TEST(soon.recorded(Event::sign_in_throttled));
  BOOST_TEST(door.town.hasher.computed == 5U);
  door.town.pass(60s);
  door.check_failed(door.enter(door.town.marie, "faux"), "sixth");
  door.town.pass(119s);
  door.check_failed(door.enter(door.town.marie, door.town.marie.password), "two minutes");
  door.town.pass(1s);
  BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).status() == 303);
  BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).status() == 303);
}

BOOST_AUTO_TEST_CASE(a_slip_at_a_machine_whose_clock_is_ahead_keeps_nobody_out_elsewhere) {
  Door door;
  door.check_failed(door.enter(door.town.marie, "faux"), "slip");
  door.town.pass(-10min);  // by the next machine's clock
  BOOST_TEST(door.enter(door.town.marie, door.town.marie.password).status() == 303);
}

BOOST_AUTO_TEST_CASE(twenty_five_failures_in_a_day_are_enough_for_members_and_strangers) {
  for (const bool member : {true, false}) {
    Door door;
    const Person who = member ? door.town.marie : door.town.stranger(Kind::particulier, false);
    for (int n = 0; n < 25; ++n) {
      door.enter(who, "faux");
      door.town.pass(15min);
    }
    BOOST_TEST(door.town.hasher.computed == 25U);
    door.enter(who, "faux");
    BOOST_TEST(door.town.hasher.computed == 25U);
    door.town.pass(24h);
    door.enter(who, "faux");
    BOOST_TEST(door.town.hasher.computed == 26U);
  }
}

BOOST_AUTO_TEST_CASE(whoever_hammers_at_a_number_does_not_keep_out_a_temporary_password) {
  Door door;
  door.temporary_for(door.town.marie);
  for (int n = 0; n < 8; ++n) door.enter(door.town.marie, "faux");
  BOOST_TEST(door.enter(door.town.marie, door.town.temporary_of(door.town.marie)).place() ==
             "new_password");
}

BOOST_AUTO_TEST_CASE(many_passwords_tried_at_the_same_time_are_looked_at_one_after_the_other) {
  Door door;
  Town& town = door.town;
  std::vector<Step> tries;
  for (int n = 0; n < 10; ++n) {
    const std::string password = n == 9 ? town.marie.password : "faux" + std::to_string(n);
    tries.push_back(
        town.look(door.browser, pages::sign_in,
                  town.posting(door.browser, pages::sign_in,
                               {{"identifier", town.marie.identifier}, {"password", password}})));
  }
  unsigned settled = 0;
  for (const Step& step : tries) settled += town.settle(door.browser, step) ? 1 : 0;
  BOOST_TEST(settled == 1U);
}

BOOST_AUTO_TEST_CASE(no_place_for_a_computation_is_said_to_the_shell) {
  Door door;
  door.town.hasher.busy = true;
  BOOST_CHECK_THROW(door.enter(door.town.marie, "faux"), Busy);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
