#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {

BOOST_AUTO_TEST_SUITE(identify)

BOOST_AUTO_TEST_CASE(the_page_asks_for_the_number_in_the_words_of_the_guide) {
  Town town;
  Browser browser;
  const Answer answer = town.get(browser, pages::identify);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.shows(">Vérification de votre identité</h1>"));
  BOOST_TEST(answer.shows("Par sécurité, nous devons vérifier votre identité."));
  BOOST_TEST(answer.shows("<label class=\"p-label\" for=\"identifier\">Identifiant</label>"));
  BOOST_TEST(answer.shows("href=\"/acces/aide/identifiant\">Où trouver mon identifiant ?"));
  BOOST_TEST(answer.shows("Suivant &gt;"));
  BOOST_TEST(answer.shows("&lt; Précédent"));
  BOOST_TEST(answer.shows("Abandonner"));
  BOOST_TEST(answer.step.effects.empty());
  BOOST_TEST(town.records.asked.empty());
}

BOOST_AUTO_TEST_CASE(a_member_with_a_password_goes_on_to_channel_a_first_access_to_prove) {
  Town town;
  Browser one, other;
  BOOST_TEST(town.post(one, pages::identify, {{"identifier", town.marie.identifier}}).place() ==
             "channel");
  const Answer answer = town.post(other, pages::identify, {{"identifier", town.paul.identifier}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "prove");
  BOOST_TEST(answer.recorded(Event::journey_started));
  const auto* started = answer.effect<StartJourney>();
  BOOST_REQUIRE(started != nullptr);
  BOOST_TEST(started->journey.member == town.paul.member);
  BOOST_TEST(!started->journey.proven);
}

BOOST_AUTO_TEST_CASE(spaces_dots_and_the_key_make_no_difference) {
  Town town;
  for (const auto* typed : {"2 51 02 24 037 005", "2.51.02.24.037.005", "2510224037005",
                            "2\xC2\xA0"
                            "51\xC2\xA0"
                            "02 24-037-005"}) {
    Browser browser;
    const Answer answer = town.post(browser, pages::identify, {{"identifier", typed}});
    BOOST_TEST(answer.status() == 303, typed);
    BOOST_TEST(answer.effect<StartJourney>()->journey.member == town.marie.member);
  }
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_and_what_was_typed_is_kept) {
  Town town;
  struct Case {
    const char* typed;
    const char* says;
  };
  const Case cases[] = {
      {"", "Saisissez votre numéro de sécurité sociale"},
      {"251022403700", "Il manque 1 chiffre :"},
      {"25102240370", "Il manque 2 chiffres :"},
      {"251022403700512", "La clé ne correspond pas"},
      {"25102240370051234", "chiffres de trop"},
      {"2510224O37005", "seulement les chiffres"},
      {"2511324037005", "mois de naissance"},
      {"73282932000075", "vérifiez votre SIRET"},
  };
  for (const Case& each : cases) {
    Browser browser;
    const Answer answer = town.post(browser, pages::identify, {{"identifier", each.typed}});
    BOOST_TEST(answer.status() == 422, each.typed);
    BOOST_TEST(answer.shows(each.says), each.typed << " must say " << each.says);
    BOOST_TEST(answer.shows("<title>Erreur : "));
    BOOST_TEST(answer.shows("href=\"#identifier\""));
    BOOST_TEST(answer.shows("aria-invalid=\"true\""));
    BOOST_TEST(answer.shows(std::string("value=\"") + each.typed + "\""), each.typed);
    BOOST_TEST(answer.step.effects.empty());
    BOOST_TEST(!browser.journey.has_value());
  }
  BOOST_TEST(town.records.asked.empty());  // decided from the typed characters alone
}

BOOST_AUTO_TEST_CASE(what_was_typed_cannot_break_out_of_the_page) {
  Town town;
  Browser browser;
  const Answer answer =
      town.post(browser, pages::identify, {{"identifier", "\"><script>alert(1)</script>"}});
  BOOST_TEST(!answer.shows("<script>alert"));
}

BOOST_AUTO_TEST_CASE(going_back_shows_the_number_again_and_going_on_costs_nothing) {
  Town town;
  Browser browser;
  town.identify(browser, town.marie);
  const auto journey = browser.journey;
  const Answer back = town.get(browser, pages::identify);
  BOOST_TEST(back.shows("value=\"" + town.marie.identifier + "\""));
  const Answer on = town.post(browser, pages::identify, {{"identifier", town.marie.identifier}});
  BOOST_TEST(on.place() == "channel");
  BOOST_TEST(on.step.effects.empty());
  BOOST_TEST((browser.journey == journey));
}

BOOST_AUTO_TEST_CASE(another_number_begins_another_journey_and_ends_the_first) {
  Town town;
  Browser browser;
  town.identify(browser, town.marie);
  const auto first = browser.journey.value();
  const Answer answer = town.post(browser, pages::identify, {{"identifier", town.paul.identifier}});
  BOOST_TEST(answer.place() == "prove");
  BOOST_TEST(!town.records.tables.journeys.contains(first));
}

BOOST_AUTO_TEST_CASE(after_the_end_of_a_journey_the_same_number_begins_anew) {
  Town town;
  Browser browser;
  town.to_temporary(browser, town.marie);
  const Answer answer =
      town.post(browser, pages::identify, {{"identifier", town.marie.identifier}});
  BOOST_TEST(answer.place() == "channel");
  BOOST_TEST(answer.effect<StartJourney>() != nullptr);
}

BOOST_AUTO_TEST_CASE(a_stranger_sees_what_a_member_sees_and_costs_the_same_questions) {
  Town town;
  const Person pairs[][2] = {
      {town.marie, town.stranger(Kind::particulier, false)},
      {town.paul, town.stranger(Kind::particulier, true)},
      {town.lucien, town.stranger(Kind::exploitant, false)},
      {town.solange, town.stranger(Kind::exploitant, true)},
      {town.jardins, town.stranger(Kind::entreprise, false)},
      {town.verger, town.stranger(Kind::entreprise, true)},
  };
  for (const auto& [member, stranger] : pairs) {
    Browser one, other;
    town.records.asked.clear();
    const Answer first = town.post(one, pages::identify, {{"identifier", member.identifier}});
    const auto questions = std::exchange(town.records.asked, {});
    const Answer second = town.post(other, pages::identify, {{"identifier", stranger.identifier}});
    BOOST_TEST(first.status() == second.status());
    BOOST_TEST(first.place() == second.place());
    BOOST_TEST(first.step.effects.size() == second.step.effects.size());
    BOOST_TEST(questions == town.records.asked, boost::test_tools::per_element());
    BOOST_TEST(second.effect<StartJourney>()->journey.member == kNobody);
  }
}

BOOST_AUTO_TEST_CASE(a_decoy_is_the_same_every_time_and_mixed_like_the_members) {
  Town town;
  unsigned first_accesses = 0, exploitants = 0;
  for (unsigned n = 0; n < 400; ++n) {
    const std::string number = "19201641" + std::to_string(10001 + n);
    const auto see = [&] {
      Browser fresh;
      fresh.client = std::to_string(n);
      return town.post(fresh, pages::identify, {{"identifier", number}})
          .effect<StartJourney>()
          ->journey;
    };
    const Journey journey = see();
    const Journey again = see();
    BOOST_TEST((journey.kind == again.kind));
    BOOST_TEST(journey.first_access == again.first_access);
    first_accesses += journey.first_access ? 1 : 0;
    exploitants += journey.kind == Kind::exploitant ? 1 : 0;
  }
  // 40 % and 25 % of 400, give or take four standard deviations.
  BOOST_TEST(first_accesses > 120U);
  BOOST_TEST(first_accesses < 200U);
  BOOST_TEST(exploitants > 65U);
  BOOST_TEST(exploitants < 135U);
}

BOOST_AUTO_TEST_CASE(decoys_follow_the_members_mix) {
  Town town;
  town.records.tables.mix = {1000, 0, 0, 1000, 0, 0};
  for (unsigned n = 0; n < 20; ++n) {
    Browser fresh;
    const std::string number = "19201641" + std::to_string(10001 + n);
    const Journey journey =
        town.post(fresh, pages::identify, {{"identifier", number}}).effect<StartJourney>()->journey;
    BOOST_TEST((journey.kind == Kind::exploitant));
    BOOST_TEST(journey.first_access);
  }
}

BOOST_AUTO_TEST_CASE(one_network_starts_no_more_journeys_than_it_may_in_an_hour) {
  Town town;
  for (unsigned n = 0; n < town.settings.limits.starts_an_hour; ++n) {
    Browser browser;
    town.identify(browser, n % 2 ? town.marie : town.paul);
    BOOST_TEST(browser.journey.has_value());
  }
  Browser browser;
  const Answer answer =
      town.post(browser, pages::identify, {{"identifier", town.marie.identifier}});
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST(answer.step.response.retry_after.has_value());
  BOOST_TEST(answer.says(msg::identify_too_many));
  BOOST_TEST(answer.recorded(Event::journey_start_limited));
  BOOST_TEST(!browser.journey.has_value());

  Browser elsewhere;
  elsewhere.client = "198.51.100.7";
  town.identify(elsewhere, town.marie);
  BOOST_TEST(elsewhere.journey.has_value());

  town.pass(1h);
  town.identify(browser, town.marie);
  BOOST_TEST(browser.journey.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
