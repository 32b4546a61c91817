#include <boost/test/unit_test.hpp>

#include "crypto/bytes.h"
#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

const std::string kGood = "Cerisier 4 saisons !";

// Marie forgot her password, and has just signed in with the temporary one.
struct LimitedSession : Town {
  Browser browser;
  std::string temporary;

  LimitedSession() { begin(marie); }

  void begin(const Person& person) {
    to_temporary(browser, person);
    temporary = temporary_of(person);
    post(browser, pages::sign_in, {{"identifier", person.identifier}, {"password", temporary}});
    hasher.computed = 0;
  }
  Answer choose(const std::string& password, const std::string& again) {
    return post(browser, pages::new_password,
                {{"new_password", password}, {"confirm_password", again}});
  }
  Answer choose(const std::string& password) { return choose(password, password); }
  const std::string& stored(const Person& person) {
    return records.tables.members.at(person.member).password;
  }
  unsigned notices(const Person& person) const {
    unsigned count = 0;
    for (const auto& [key, row] : records.tables.outbox) {
      count += row.order.member == person.member && row.order.kind == MessageKind::password_changed
                   ? 1U
                   : 0U;
    }
    return count;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(new_password)

BOOST_FIXTURE_TEST_CASE(the_form_says_the_rule_in_the_guide_s_words, LimitedSession) {
  const Answer answer = get(browser, pages::new_password);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.shows("Changement de votre mot de passe"));
  BOOST_TEST(answer.shows("Votre mot de passe est temporaire. Vous devez le personnaliser."));
  BOOST_TEST(
      answer.shows("un minimum de 8 caractères en combinant des chiffres, des majuscules, "
                   "des minuscules et des caractères spéciaux"));
  BOOST_TEST(answer.shows("Votre nouveau mot de passe"));
  BOOST_TEST(answer.shows("Confirmer le mot de passe"));
  BOOST_TEST(answer.shows("autocomplete=\"new-password\""));
  for (const char* word : {"faible", "moyen", "fort"}) BOOST_TEST(answer.shows(word));
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(a_good_password_becomes_the_member_s_and_opens_the_full_session,
                        LimitedSession) {
  const SessionId limited = browser.journey.value();
  const Answer answer = choose(kGood);
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "new_password");
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, kGood));
  BOOST_TEST(!records.tables.members.at(marie.member).temporary.has_value());
  BOOST_TEST(!records.tables.journeys.contains(limited));
  const FullSession& full = records.tables.sessions.at(browser.full.value());
  BOOST_TEST(full.member == marie.member);
  BOOST_TEST((full.authenticated_at == now));
  BOOST_TEST(full.device == "Firefox, Windows");
  BOOST_TEST(answer.recorded(Event::password_changed));
}

BOOST_FIXTURE_TEST_CASE(the_confirmation_leads_on_to_the_contacts_and_reload_does_nothing,
                        LimitedSession) {
  choose(kGood);
  for (int reload = 0; reload < 2; ++reload) {
    const Answer answer = get(browser, pages::new_password);
    BOOST_TEST(answer.status() == 200);
    BOOST_TEST(answer.shows("Confirmation"));
    BOOST_TEST(answer.shows("Votre mot de passe a bien été modifié."));
    BOOST_TEST(
        answer.shows("Avant d'accéder à votre espace privé MSA, nous vous demandons de confirmer "
                     "vos coordonnées."));
    BOOST_TEST(answer.shows("Continuer &gt;"));
    BOOST_TEST(answer.shows("href=\"/acces/coordonnees\""));
    BOOST_TEST(answer.step.effects.empty());
  }
  const Answer again = choose("Autre chose 5 ?");
  BOOST_TEST(again.place() == "new_password");
  BOOST_TEST(again.step.effects.empty());
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, kGood));
}

BOOST_FIXTURE_TEST_CASE(a_change_costs_two_computations_and_a_first_password_one, LimitedSession) {
  choose(kGood);
  BOOST_TEST(hasher.computed == 2U);
  browser = Browser{};
  begin(paul);
  choose(kGood);
  BOOST_TEST(hasher.computed == 1U);
}

BOOST_FIXTURE_TEST_CASE(every_other_session_ends_and_every_contact_is_told, LimitedSession) {
  Browser elsewhere;
  sign_in(elsewhere, marie);
  BOOST_TEST(get(elsewhere, pages::session).status() == 200);
  choose(kGood);
  BOOST_TEST(get(elsewhere, pages::session).status() == 401);
  BOOST_TEST(notices(marie) == 2U);
  BOOST_TEST(notices(huguette) == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_slip_says_every_reason_and_keeps_no_password, LimitedSession) {
  const Answer answer = choose("court");
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_several_reasons));
  BOOST_TEST(answer.says(msg::password_too_short));
  BOOST_TEST(answer.says(msg::password_missing_digit));
  BOOST_TEST(answer.says(msg::password_missing_upper));
  BOOST_TEST(answer.says(msg::password_missing_special));
  BOOST_TEST(!answer.says(msg::password_missing_lower));
  BOOST_TEST(answer.shows("Erreur"));
  BOOST_TEST(!answer.shows("\"court\""));
  BOOST_TEST(hasher.computed == 0U);
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, marie.password));
  BOOST_TEST(browser.journey.has_value());
}

BOOST_FIXTURE_TEST_CASE(one_reason_is_said_in_the_summary_itself, LimitedSession) {
  const Answer answer = choose("cerisier 4 saisons !");
  BOOST_TEST(answer.says(msg::password_missing_upper));
  BOOST_TEST(!answer.says(msg::password_several_reasons));
}

BOOST_FIXTURE_TEST_CASE(an_empty_form_asks_for_a_password, LimitedSession) {
  BOOST_TEST(choose("").says(msg::password_empty));
  BOOST_TEST(choose(kGood, "").says(msg::password_confirm_empty));
}

BOOST_FIXTURE_TEST_CASE(the_repetition_must_be_the_same, LimitedSession) {
  const Answer answer = choose(kGood, "cerisier 4 saisons !");
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_confirm_differs));
  BOOST_TEST(hasher.computed == 0U);
}

BOOST_FIXTURE_TEST_CASE(composed_and_decomposed_accents_are_the_same_password, LimitedSession) {
  const Answer answer = choose("Cerise d'\xC3\xA9t\xC3\xA9 4", "Cerise d'e\xCC\x81te\xCC\x81 4");
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, "Cerise d'\xC3\xA9t\xC3\xA9 4"));
}

BOOST_FIXTURE_TEST_CASE(the_temporary_password_cannot_become_the_member_s, LimitedSession) {
  const std::string grouped =
      temporary.substr(0, 4) + " " + temporary.substr(4, 4) + " " + temporary.substr(8);
  for (const std::string& typed : {temporary, grouped}) {
    const Answer answer = choose(typed);
    BOOST_TEST(answer.status() == 422);
    BOOST_TEST(answer.says(msg::password_is_temporary));
  }
  BOOST_TEST(hasher.computed == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_that_still_waits_cannot_either, LimitedSession) {
  Browser second;
  pass(2min);
  to_temporary(second, marie);
  const Answer answer = choose(temporary_of(marie));
  BOOST_TEST(answer.says(msg::password_is_temporary));
}

BOOST_FIXTURE_TEST_CASE(the_current_password_is_refused, LimitedSession) {
  const Answer answer = choose(marie.password);
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_is_current));
  BOOST_TEST(hasher.computed == 1U);
}

BOOST_FIXTURE_TEST_CASE(what_others_can_guess_is_refused_with_its_reason, LimitedSession) {
  BOOST_TEST(choose("Azerty123!").says(msg::password_common));
  BOOST_TEST(choose("Ma2510224037005!").says(msg::password_built_on_identifier));
  BOOST_TEST(choose("Bordenave-1951").says(msg::password_built_on_name));
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, marie.password));
}

// The page cannot read a contact; it knows its words when it meets them.
BOOST_FIXTURE_TEST_CASE(what_is_built_on_a_contact_is_refused_with_its_reason, LimitedSession) {
  BOOST_TEST(choose("Vx! 06 39 98 00 01").says(msg::password_built_on_contact));
  BOOST_TEST(choose("Vx!980001kQ").says(msg::password_built_on_contact));
  BOOST_TEST(choose("€Exemple-1953").says(msg::password_built_on_contact));
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, marie.password));
  // Another member's contacts are no reason.
  browser = Browser{};
  begin(odette);
  BOOST_TEST(choose("Vx! 06 39 98 00 01").status() == 303);
}

BOOST_FIXTURE_TEST_CASE(a_password_of_128_characters_of_any_alphabet_is_accepted, LimitedSession) {
  std::string typed = "Ad1 ";
  const std::vector<std::string> letters = {"й", "ц", "у", "к", "е", "н", "г", "ш", "щ", "з"};
  for (std::size_t i = 0; i < 124; ++i) typed += letters[(i * i + i / 7) % letters.size()];
  const Answer answer = choose(typed);
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, typed));
}

BOOST_FIXTURE_TEST_CASE(two_choices_at_the_same_time_make_one_password, LimitedSession) {
  const Request first =
      posting(browser, pages::new_password, {{"new_password", kGood}, {"confirm_password", kGood}});
  const Request second =
      posting(browser, pages::new_password,
              {{"new_password", "Autre chose 5 ?"}, {"confirm_password", "Autre chose 5 ?"}});
  Browser other = browser;
  const Step one = look(browser, pages::new_password, first);
  const Step two = look(other, pages::new_password, second);
  BOOST_TEST(settle(browser, one));
  BOOST_TEST(!settle(other, two));
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, kGood));
}

BOOST_AUTO_TEST_CASE(without_the_limited_session_it_leads_where_things_stand) {
  Town town;
  Browser browser;
  BOOST_TEST(town.get(browser, pages::new_password).place() == "identify");
  town.to_code(browser, town.marie);
  BOOST_TEST(town.get(browser, pages::new_password).place() == "code");
  const Answer forced = town.post(browser, pages::new_password,
                                  {{"new_password", kGood}, {"confirm_password", kGood}});
  BOOST_TEST(forced.place() == "code");
  BOOST_TEST(forced.step.effects.size() == 1U);
  BOOST_TEST(forced.recorded(Event::page_out_of_order));
  Browser signed_in;
  town.sign_in(signed_in, town.marie);
  BOOST_TEST(town.get(signed_in, pages::new_password).place() == "account");
  BOOST_TEST(town.post(signed_in, pages::new_password,
                       {{"new_password", kGood}, {"confirm_password", kGood}})
                 .recorded(Event::page_out_of_order));
}

BOOST_FIXTURE_TEST_CASE(the_limited_session_ends_after_its_time, LimitedSession) {
  pass(31min);
  BOOST_TEST(choose(kGood).place() == "identify");
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, marie.password));
}

BOOST_FIXTURE_TEST_CASE(a_stolen_password_is_refused_and_said_so_before_anything_is_computed,
                        LimitedSession) {
  breached.listed.insert(kGood);
  const Answer answer = choose(kGood);
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::password_breached));
  BOOST_TEST(answer.shows("figure dans une liste de mots de passe volés"));
  BOOST_TEST(answer.recorded(Event::password_change_failed));
  BOOST_TEST(hasher.computed == 0U);
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, marie.password));
  BOOST_TEST(choose("Pommier 4 saisons !").place() == "new_password");
}

BOOST_FIXTURE_TEST_CASE(a_stolen_password_is_known_in_nfc_and_as_it_was_typed, LimitedSession) {
  const std::string composed = "Fen\xC3\xAAtre 4 vents !";
  const std::string decomposed = "Fene\xCC\x82tre 4 vents !";
  for (const std::string& listed : {composed, decomposed}) {
    breached.listed = {listed};
    BOOST_TEST(choose(decomposed).says(msg::password_breached));
  }
  BOOST_TEST(choose(composed).place() == "new_password");
}

BOOST_FIXTURE_TEST_CASE(the_list_is_asked_only_for_what_nothing_else_stands_against,
                        LimitedSession) {
  breached.listed.insert("court");
  BOOST_TEST(!choose("court").says(msg::password_breached));
  BOOST_TEST(!choose(temporary).says(msg::password_breached));
  BOOST_TEST(breached.asked == 0U);
}

BOOST_FIXTURE_TEST_CASE(no_place_for_a_computation_changes_nothing, LimitedSession) {
  hasher.busy = true;
  BOOST_CHECK_THROW(choose(kGood), Busy);
  BOOST_TEST(stored(marie) == FakeHasher::stored(marie.member, marie.password));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
