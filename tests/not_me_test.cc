#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cctype>

#include "message_ids.h"
#include "parts/new_password_fields.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

std::vector<std::size_t> kinds_of(const Step& step) {
  std::vector<std::size_t> kinds;
  for (const Effect& effect : step.effects) kinds.push_back(effect.index());
  return kinds;
}

// Somebody got hold of Marie's telephone and chose a password; the notice reached her mailbox.
struct Takeover : Town {
  Browser thief;
  Browser home;
  std::string reference;

  Takeover() {
    home.client = "192.0.2.7";
    to_temporary(thief, marie);
    post(thief, pages::sign_in,
         {{"identifier", marie.identifier}, {"password", temporary_of(marie)}});
    post(thief, pages::new_password,
         {{"new_password", "Bruyère+31 lande"}, {"confirm_password", "Bruyère+31 lande"}});
    deliver();
    reference = last_mail(marie.member, MessageKind::password_changed)->reference;
  }
  Answer report(const Person& person, const std::string& typed) {
    return post(home, pages::not_me, {{"reference", typed}, {"identifier", person.identifier}});
  }
  bool is_frozen(const Person& person) { return row(person).frozen; }
  MemberRow& row(const Person& person) { return records.tables.members.at(person.member); }
  Answer enter(Browser& browser, const std::string& password) {
    return post(browser, pages::sign_in,
                {{"identifier", marie.identifier}, {"password", password}});
  }
  // The letter, as a frozen member and a stranger alike ask for it.
  void ask_for_letter(Browser& browser) {
    identify(browser, marie);
    post(browser, pages::channel, {{"channel", "letter"}});
    deliver();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(not_me)

BOOST_FIXTURE_TEST_CASE(the_page_asks_for_the_reference_and_the_identifier, Takeover) {
  const Answer answer = get(home, pages::not_me);
  BOOST_TEST(answer.status() == 200);
  for (const auto* part :
       {"est pas moi</h1>", "name=\"reference\"", "name=\"identifier\"", "Bloquer l"}) {
    BOOST_TEST(answer.shows(part), part);
  }
}

BOOST_FIXTURE_TEST_CASE(the_reference_of_a_notice_closes_the_access_at_once, Takeover) {
  post(thief, pages::contacts, {{"email", "voleur@exemple.fr"}, {"action", "save"}});
  BOOST_TEST(get(thief, pages::session).status() == 200);
  const Answer answer = report(marie, reference);
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "not_me");
  BOOST_TEST(answer.recorded(Event::frozen));
  BOOST_TEST(is_frozen(marie));
  BOOST_TEST(get(thief, pages::session).status() == 401);
  BOOST_TEST(records.tables.sessions.empty());
  for (const auto& [id, contact] : records.tables.contacts) {
    BOOST_TEST((contact.contact.state == ContactState::current));
  }
  BOOST_TEST(!row(marie).contacts_confirmed);
  deliver();
  const Mail* letter = last_mail(marie.member, MessageKind::frozen);
  BOOST_TEST_REQUIRE(letter != nullptr);
  BOOST_TEST((letter->channel == Channel::letter));
}

BOOST_FIXTURE_TEST_CASE(a_reference_may_be_typed_as_it_comes, Takeover) {
  std::string typed = " " + reference.substr(0, 3) + " " + reference.substr(4);
  for (char& sign : typed) sign = static_cast<char>(std::tolower(sign));
  report(marie, typed);
  BOOST_TEST(is_frozen(marie));
}

BOOST_FIXTURE_TEST_CASE(whatever_is_well_formed_gets_the_same_answer_and_the_same_statements,
                        Takeover) {
  const Person nobody = stranger(Kind::particulier, false);
  const Answer hit = report(marie, reference);
  const std::string shown = get(home, pages::not_me, {{"fait", "demande"}}).html;
  BOOST_TEST(shown.find("Votre signalement est enregistré") != std::string::npos);
  for (const auto& [person, typed] : {std::pair{lucien, reference}, std::pair{nobody, reference},
                                      std::pair{marie, std::string("K7F-4QT")}}) {
    records.asked.clear();
    const Answer miss = report(person, typed);
    BOOST_TEST(miss.status() == hit.status());
    BOOST_TEST(std::get<ToPage>(miss.step.response.content).query ==
               std::get<ToPage>(hit.step.response.content).query);
    BOOST_TEST(kinds_of(miss.step) == kinds_of(hit.step), boost::test_tools::per_element());
    BOOST_TEST(miss.recorded(Event::not_me_reported));
    BOOST_TEST(std::ranges::count(records.asked, "told") == 1);
    BOOST_TEST(!is_frozen(lucien));
  }
}

BOOST_FIXTURE_TEST_CASE(a_reference_that_does_not_fit_ends_nothing, Takeover) {
  pass(61s);
  Browser other;
  to_code(other, marie);
  report(marie, "K7F-4QT");
  BOOST_TEST(records.tables.sessions.size() == 1U);
  BOOST_TEST(recovery(marie).code.has_value());
  BOOST_TEST(post(other, pages::code, {{"code", code_of(marie)}}).place() == "sent");
  deliver();
  BOOST_TEST(last_mail(marie.member, MessageKind::frozen) == nullptr);
}

// That reference stands on the page of whoever asked: any number could be locked out by it.
BOOST_FIXTURE_TEST_CASE(what_stands_on_the_asking_page_freezes_nobody, Takeover) {
  Browser stalker;
  identify(stalker, lucien);
  post(stalker, pages::channel, {{"channel", "email"}});
  deliver();
  report(lucien, last_mail(lucien.member, MessageKind::code)->reference);
  BOOST_TEST(!is_frozen(lucien));
  post(stalker, pages::channel, {{"channel", "letter"}});
  deliver();
  report(lucien, last_mail(lucien.member, MessageKind::temporary)->reference);
  BOOST_TEST(!is_frozen(lucien));
}

BOOST_FIXTURE_TEST_CASE(the_reference_of_a_temporary_password_by_sms_closes_the_access, Takeover) {
  Browser other;
  to_temporary(other, paul);
  report(paul, last_mail(paul.member, MessageKind::temporary)->reference);
  BOOST_TEST(is_frozen(paul));
  BOOST_TEST(post(other, pages::sign_in,
                  {{"identifier", paul.identifier}, {"password", temporary_of(paul)}})
                 .status() == 422);
}

BOOST_FIXTURE_TEST_CASE(an_old_reference_is_forgotten, Takeover) {
  pass(30 * 24h);
  report(marie, reference);
  BOOST_TEST(!is_frozen(marie));
}

BOOST_FIXTURE_TEST_CASE(a_slip_is_said_and_costs_no_try, Takeover) {
  const Answer answer = post(home, pages::not_me, {{"reference", "K7"}, {"identifier", "12"}});
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::not_me_bad_reference));
  BOOST_TEST(answer.shows("value=\"K7\""));
  BOOST_TEST(answer.step.effects.empty());
  BOOST_TEST(post(home, pages::not_me).says(msg::not_me_no_reference));
}

BOOST_FIXTURE_TEST_CASE(one_number_is_asked_about_five_times_a_day_from_wherever, Takeover) {
  const Person nobody = stranger(Kind::particulier, false);
  for (const Person& person : {marie, nobody}) {
    for (unsigned n = 0; n < 5; ++n) {
      home.client = "198.51.100." + std::to_string(n);
      BOOST_TEST(report(person, "K7F-4QT").status() == 303);
    }
    const Answer answer = report(person, person.member == kNobody ? "K7F-4QT" : reference);
    BOOST_TEST(answer.status() == 429);
    BOOST_TEST(answer.step.response.retry_after.has_value());
    BOOST_TEST(answer.shows("03 20 90 05 00"));
    BOOST_TEST(answer.recorded(Event::not_me_limited));
  }
  BOOST_TEST(!is_frozen(marie));
  pass(24h);
  report(marie, reference);
  BOOST_TEST(is_frozen(marie));
}

BOOST_FIXTURE_TEST_CASE(one_network_asks_ten_times_an_hour, Takeover) {
  for (unsigned n = 0; n < 5; ++n) {
    BOOST_TEST(report(lucien, "K7F-4QT").status() == 303);
    BOOST_TEST(report(jeanne, "K7F-4QT").status() == 303);
  }
  BOOST_TEST(report(marie, reference).status() == 429);
  home.client = "198.51.100.9";
  BOOST_TEST(report(marie, reference).status() == 303);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(frozen)

BOOST_FIXTURE_TEST_CASE(the_own_password_fails_like_any_other_at_the_same_cost, Takeover) {
  const Person nobody = stranger(Kind::particulier, false);
  report(marie, reference);
  Browser browser;
  hasher.computed = 0;
  records.asked.clear();
  const Answer own = enter(browser, "Bruyère+31 lande");
  const auto asked = records.asked;
  BOOST_TEST(own.status() == 422);
  BOOST_TEST(own.says(msg::sign_in_failed));
  BOOST_TEST(hasher.computed == 1);
  records.asked.clear();
  const Answer strange =
      post(browser, pages::sign_in,
           {{"identifier", nobody.identifier}, {"password", "Bruyère+31 lande"}});
  BOOST_TEST(kinds_of(own.step) == kinds_of(strange.step), boost::test_tools::per_element());
  BOOST_TEST(asked == records.asked, boost::test_tools::per_element());
  BOOST_TEST(hasher.computed == 2);
}

BOOST_FIXTURE_TEST_CASE(the_journey_looks_like_everybodys_and_only_the_letter_leaves, Takeover) {
  report(marie, reference);
  mails.clear();
  Browser browser;
  pass(24h);
  identify(browser, marie);
  for (const auto* channel : {"sms", "email"}) {
    BOOST_TEST(post(browser, pages::channel, {{"channel", channel}}).place() == "code");
    deliver();
    BOOST_TEST(get(browser, pages::code).shows("name=\"code\""));
    pass(61s);
  }
  BOOST_TEST(last_mail(marie.member, MessageKind::code) == nullptr);
  BOOST_TEST(post(browser, pages::channel, {{"channel", "letter"}}).place() == "sent");
  deliver();
  BOOST_TEST(!temporary_of(marie).empty());
  for (const Mail& mail : mails) BOOST_TEST((mail.channel == Channel::letter));
}

BOOST_FIXTURE_TEST_CASE(a_right_code_of_before_sends_no_temporary_password, Takeover) {
  pass(61s);
  Browser other;
  to_code(other, marie);
  const std::string code = code_of(marie);
  report(marie, reference);
  mails.clear();
  BOOST_TEST(post(other, pages::code, {{"code", code}}).place() != "sent");
  deliver();
  BOOST_TEST(temporary_of(marie).empty());
}

BOOST_FIXTURE_TEST_CASE(the_letter_alone_ends_the_freeze_and_only_with_the_new_password, Takeover) {
  report(marie, reference);
  Browser browser;
  ask_for_letter(browser);
  BOOST_TEST(enter(browser, temporary_of(marie)).place() == "new_password");
  BOOST_TEST(is_frozen(marie));
  BOOST_TEST(enter(thief, "Bruyère+31 lande").status() == 422);
  const Answer chosen =
      post(browser, pages::new_password,
           {{"new_password", "Genêt-48 sous bois"}, {"confirm_password", "Genêt-48 sous bois"}});
  BOOST_TEST(chosen.recorded(Event::unfrozen_by_letter));
  BOOST_TEST(!is_frozen(marie));
  BOOST_TEST(records.tables.sessions.size() == 1U);
  // A thief's own contact would be among them: they are to be confirmed anew.
  BOOST_TEST(get(browser, pages::session).status() == 403);
}

BOOST_FIXTURE_TEST_CASE(a_limited_session_of_an_sms_chooses_no_password_any_more, Takeover) {
  pass(61s);
  Browser other;
  to_temporary(other, marie);
  enter(other, temporary_of(marie));
  const Request request =
      posting(other, pages::new_password,
              {{"new_password", "Genêt-48 sous bois"}, {"confirm_password", "Genêt-48 sous bois"}});
  const Step before = look(other, pages::new_password, request);
  report(marie, reference);
  BOOST_TEST(!settle(other, before));
  BOOST_TEST(
      post(other, pages::new_password,
           {{"new_password", "Genêt-48 sous bois"}, {"confirm_password", "Genêt-48 sous bois"}})
          .place() == "identify");
  BOOST_TEST(is_frozen(marie));
}

BOOST_FIXTURE_TEST_CASE(a_limited_session_that_outlived_the_freeze_is_ended_by_the_page, Takeover) {
  pass(61s);
  Browser other;
  to_temporary(other, marie);
  enter(other, temporary_of(marie));
  records.tables.members.at(marie.member).frozen = true;
  const Answer answer =
      post(other, pages::new_password,
           {{"new_password", "Genêt-48 sous bois"}, {"confirm_password", "Genêt-48 sous bois"}});
  BOOST_TEST(answer.place() == "identify");
  BOOST_TEST(!other.journey);
}

// As when the freeze comes between the reading of the session and that of the member.
BOOST_FIXTURE_TEST_CASE(a_session_that_was_read_before_the_freeze_changes_nothing, Takeover) {
  pass(11min);  // contacts ask for the password again
  Session session;
  session.full = records.full_session(*thief.full, settings.limits, now);
  BOOST_TEST_REQUIRE(session.full.has_value());
  const Request choosing = posting(thief, pages::change_password,
                                   {{"current_password", "Bruyère+31 lande"},
                                    {"new_password", "Genêt-48 sous bois"},
                                    {"confirm_password", "Genêt-48 sous bois"}});
  const Request adding = posting(thief, pages::contacts,
                                 {{"current_password", "Bruyère+31 lande"},
                                  {"email", "voleur@exemple.fr"},
                                  {"action", "save"}});
  row(marie).frozen = true;
  BOOST_TEST((Answer{pages::change_password.run(choosing, session, world()), {}}.place()) ==
             "sign_in");
  BOOST_TEST((Answer{pages::contacts.run(adding, session, world()), {}}.place()) == "sign_in");
}

BOOST_FIXTURE_TEST_CASE(no_other_way_in_than_the_letter_lifts_a_freeze, Takeover) {
  row(marie).frozen = true;
  const auto credentials = records.credentials_of(marie.member);
  const auto lifts = [&](std::optional<Channel> carried_by) {
    const Effects effects = password_effects(Secret::from("Genêt-48 sous bois"), *credentials,
                                             FullSession{}, carried_by, world());
    return std::get<SetPassword>(effects.front()).lifts_freeze;
  };
  BOOST_TEST(lifts(Channel::letter));
  BOOST_TEST(!lifts(Channel::sms));
  BOOST_TEST(!lifts(Channel::email));
  BOOST_TEST(!lifts(std::nullopt));
}

BOOST_FIXTURE_TEST_CASE(whatever_was_decided_before_the_freeze_does_not_come_after_it, Takeover) {
  Browser browser;
  const Request signing =
      posting(browser, pages::sign_in,
              {{"identifier", marie.identifier}, {"password", "Bruyère+31 lande"}});
  const Step entering = look(browser, pages::sign_in, signing);
  const Step changing = look(thief, pages::change_password,
                             posting(thief, pages::change_password,
                                     {{"current_password", "Bruyère+31 lande"},
                                      {"new_password", "Genêt-48 sous bois"},
                                      {"confirm_password", "Genêt-48 sous bois"}}));
  report(marie, reference);
  BOOST_TEST(!settle(browser, entering));
  BOOST_TEST(!settle(thief, changing));
  BOOST_TEST(records.tables.sessions.empty());
}

// Or the holder of an old notice could kill each letter on its way.
BOOST_FIXTURE_TEST_CASE(freezing_again_leaves_the_letter_alone, Takeover) {
  report(marie, reference);
  Browser browser;
  ask_for_letter(browser);
  report(marie, reference);
  BOOST_TEST(enter(browser, temporary_of(marie)).place() == "new_password");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
