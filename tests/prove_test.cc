#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Door {
  Town town;
  Browser browser;
  explicit Door(Person Town::*who) { town.identify(browser, town.*who); }
  Answer answer(const std::string& proof, const std::string& text) {
    return town.post(browser, pages::prove, {{"proof", proof}, {"answer", text}});
  }
  Answer letter() { return town.post(browser, pages::prove, {{"way", "letter"}}); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(prove)

BOOST_AUTO_TEST_CASE(each_kind_of_member_is_asked_its_own_question) {
  Door particulier(&Town::paul), exploitant(&Town::solange), entreprise(&Town::verger),
      employeur(&Town::hortense);
  const Answer one = particulier.town.get(particulier.browser, pages::prove);
  BOOST_TEST(one.shows("Si vous ne vous êtes jamais connecté"));
  BOOST_TEST(one.shows("N° de série de la carte Vitale"));
  BOOST_TEST(one.shows("Montant d'une prestation perçue au cours des 6 derniers mois"));
  const Answer two = exploitant.town.get(exploitant.browser, pages::prove);
  BOOST_TEST(two.shows("Montant d'une facture de cotisations payée au cours des 12 derniers mois"));
  BOOST_TEST(!two.shows("type=\"radio\""));
  const std::string payroll =
      "Montant des cotisations sur salaires payées au cours des 12 derniers mois";
  BOOST_TEST(entreprise.town.get(entreprise.browser, pages::prove).shows(payroll));
  BOOST_TEST(employeur.town.get(employeur.browser, pages::prove).shows(payroll));
  for (const Answer* each : {&one, &two}) {
    BOOST_TEST(each->shows("Je n'ai pas ces informations : recevoir un mot de passe par courrier"));
    BOOST_TEST(each->shows("Abandonner"));
  }
}

BOOST_AUTO_TEST_CASE(the_right_answer_leads_to_channel) {
  struct Case {
    Person Town::*who;
    const char* proof;
    const char* answer;
  };
  const Case cases[] = {
      {&Town::paul, "vitale", "9876543210"},   {&Town::paul, "vitale", "98 76 54 32 10"},
      {&Town::paul, "amount", "512,30 €"},     {&Town::paul, "amount", "512.3"},
      {&Town::solange, "amount", "870"},       {&Town::verger, "amount", "2 000,01"},
      {&Town::verger, "amount", "2.000,01 €"}, {&Town::hortense, "amount", "158,2"},
  };
  for (const Case& each : cases) {
    Door door(each.who);
    const Answer answer = door.answer(each.proof, each.answer);
    BOOST_TEST(answer.status() == 303, each.answer);
    BOOST_TEST(answer.place() == "channel", each.answer);
    BOOST_TEST(answer.recorded(Event::proof_right));
    BOOST_TEST(answer.effect<SaveJourney>()->journey.proven);
    BOOST_TEST(answer.effect<Queue>() == nullptr);
  }
}

BOOST_AUTO_TEST_CASE(a_wrong_answer_sends_a_letter_and_the_page_says_so) {
  Door door(&Town::paul);
  const Answer answer = door.answer("amount", "511,30");
  BOOST_TEST(answer.place() == "sent");
  BOOST_TEST(answer.recorded(Event::proof_wrong));
  const auto* queued = answer.effect<Queue>();
  BOOST_REQUIRE(queued != nullptr);
  BOOST_TEST((queued->kind == MessageKind::temporary));
  BOOST_TEST((queued->channel == Channel::letter));
  BOOST_TEST(queued->member == door.town.paul.member);
  const Answer sent = door.town.get(door.browser, pages::sent);
  BOOST_TEST(sent.shows("vous sera envoyé par courrier"));
  BOOST_TEST(sent.shows("La réponse donnée ne correspond pas"));
}

BOOST_AUTO_TEST_CASE(a_fact_outside_of_its_window_is_a_wrong_answer) {
  for (const auto who : {&Town::paul, &Town::solange}) {
    Door door(who);
    BOOST_TEST(door.answer("amount", (door.town.*who).old_amount).place() == "sent");
  }
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_member_is_a_wrong_answer) {
  Door door(&Town::paul);
  BOOST_TEST(door.answer("vitale", door.town.marie.vitale).place() == "sent");
}

BOOST_AUTO_TEST_CASE(a_typing_slip_uses_up_no_answer_and_is_kept) {
  Door door(&Town::paul);
  struct Case {
    const char* proof;
    const char* typed;
    MessageId says;
  };
  const Case cases[] = {
      {"amount", "", msg::prove_amount_empty},
      {"amount", "douze", msg::prove_amount_unclear},
      {"amount", "12,345", msg::prove_amount_decimals},
      {"amount", "1.234", msg::prove_amount_ambiguous},
      {"amount", "0", msg::prove_amount_positive},
      {"amount", "-3", msg::prove_amount_positive},
      {"amount", "99999999", msg::prove_amount_large},
      {"vitale", "", msg::prove_vitale_empty},
      {"vitale", "123", msg::prove_vitale_missing},
      {"vitale", "123456789012345678901", msg::prove_vitale_excess},
      {"vitale", "12345678AB", msg::prove_vitale_digits},
      {"", "512,30", msg::prove_choose},
      {"toit", "512,30", msg::prove_choose},
  };
  for (const Case& each : cases) {
    const Answer answer = door.answer(each.proof, each.typed);
    BOOST_TEST(answer.status() == 422, each.typed);
    BOOST_TEST(answer.says(each.says), each.typed);
    BOOST_TEST(answer.shows(std::string("value=\"") + each.typed + "\""), each.typed);
    BOOST_TEST(answer.step.effects.empty());
  }
  BOOST_TEST(door.answer("amount", "512,30").place() == "channel");
}

BOOST_AUTO_TEST_CASE(an_exploitant_cannot_answer_a_question_that_was_not_asked) {
  Door door(&Town::solange);
  const Answer answer = door.answer("vitale", "1234567890");
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_AUTO_TEST_CASE(there_is_one_answer_even_in_another_browser_for_thirty_days) {
  Door door(&Town::paul);
  door.answer("amount", "1,00");
  Browser other;
  door.town.identify(other, door.town.paul);
  const FieldList right = {{"proof", "vitale"}, {"answer", "9876543210"}};
  const Answer answer = door.town.post(other, pages::prove, right);
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::prove_used));
  BOOST_TEST(answer.recorded(Event::proof_refused));
  BOOST_TEST(!answer.shows("name=\"answer\""));

  door.town.pass(30 * 24h - 1min);
  Browser almost;
  door.town.identify(almost, door.town.paul);
  BOOST_TEST(door.town.post(almost, pages::prove, right).status() == 422);
  door.town.pass(1min);
  Browser later;
  door.town.identify(later, door.town.paul);
  BOOST_TEST(door.town.post(later, pages::prove, right).place() == "channel");
}

BOOST_AUTO_TEST_CASE(once_the_letter_was_used_the_answer_is_free_again) {
  Door door(&Town::paul);
  door.answer("amount", "1,00");
  door.town.deliver();
  Browser home;
  const Answer entered = door.town.post(home, pages::sign_in,
                                        {{"identifier", door.town.paul.identifier},
                                         {"password", door.town.temporary_of(door.town.paul)}});
  BOOST_TEST(entered.place() == "new_password");
  BOOST_TEST(!door.town.recovery(door.town.paul).proof_failed_at.has_value());
}

BOOST_AUTO_TEST_CASE(of_many_answers_at_the_same_time_only_the_first_is_looked_at) {
  Door door(&Town::paul);
  Town& town = door.town;
  Browser other;
  town.identify(other, town.paul);
  const Step wrong =
      town.look(door.browser, pages::prove,
                town.posting(door.browser, pages::prove, {{"proof", "amount"}, {"answer", "1"}}));
  const Step right =
      town.look(other, pages::prove,
                town.posting(other, pages::prove, {{"proof", "amount"}, {"answer", "512,30"}}));
  BOOST_TEST(town.settle(door.browser, wrong));
  BOOST_TEST(!town.settle(other, right));
}

BOOST_AUTO_TEST_CASE(the_letter_needs_no_answer_and_uses_none_up) {
  Door door(&Town::paul);
  const Answer answer = door.letter();
  BOOST_TEST(answer.place() == "sent");
  BOOST_TEST(answer.recorded(Event::letter_requested));
  BOOST_TEST(!door.town.recovery(door.town.paul).proof_failed_at.has_value());
  const Answer sent = door.town.get(door.browser, pages::sent);
  BOOST_TEST(!sent.shows("La réponse donnée ne correspond pas"));
}

BOOST_AUTO_TEST_CASE(one_letter_in_fourteen_days_and_four_in_a_year) {
  Door door(&Town::paul);
  Town& town = door.town;
  const auto ask = [&] {
    Browser browser;
    town.identify(browser, town.paul);
    return town.post(browser, pages::prove, {{"way", "letter"}});
  };
  BOOST_TEST(ask().status() == 303);
  const Answer soon = ask();
  BOOST_TEST(soon.status() == 429);
  BOOST_TEST((soon.step.response.retry_after == std::chrono::seconds(14 * 24h)));
  BOOST_TEST(soon.shows("16 novembre 2026"));
  BOOST_TEST(soon.recorded(Event::letter_limited));
  for (int n = 0; n < 3; ++n) {
    town.pass(14 * 24h);
    BOOST_TEST(ask().status() == 303);
  }
  town.pass(14 * 24h);
  BOOST_TEST(ask().status() == 429);
  town.pass((365 - 4 * 14) * 24h);
  BOOST_TEST(ask().status() == 303);
}

BOOST_AUTO_TEST_CASE(a_wrong_answer_while_a_letter_is_on_its_way_sends_no_other_and_says_when) {
  Door door(&Town::paul);
  door.letter();
  Browser other;
  door.town.identify(other, door.town.paul);
  const std::string promise = "votre mot de passe temporaire vous sera envoyé par courrier";
  BOOST_TEST(!door.town.get(other, pages::prove).shows(promise));
  const Answer answer =
      door.town.post(other, pages::prove, {{"proof", "amount"}, {"answer", "1,00"}});
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::prove_wrong_letter_wait));
  BOOST_TEST(answer.shows("16 novembre 2026"));
  BOOST_TEST(answer.shows("03 20 90 05 00"));
  for (const Effect& effect : answer.step.effects) {
    const Queue* queued = std::get_if<Queue>(&effect);
    BOOST_TEST((queued == nullptr || queued->kind == MessageKind::recovery_tried));
  }
  BOOST_TEST(door.town.recovery(door.town.paul).proof_failed_at.has_value());
}

BOOST_AUTO_TEST_CASE(out_of_order_it_leads_to_where_the_journey_stands) {
  Town town;
  Browser nobody, marie;
  BOOST_TEST(town.get(nobody, pages::prove).place() == "identify");
  town.identify(marie, town.marie);
  BOOST_TEST(town.get(marie, pages::prove).place() == "channel");
  const Answer posted =
      town.post(marie, pages::prove, {{"proof", "amount"}, {"answer", town.marie.amount}});
  BOOST_TEST(posted.place() == "channel");
  BOOST_TEST(posted.step.effects.size() == 1U);
  BOOST_TEST(posted.recorded(Event::page_out_of_order));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
