#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "crypto/sealed_box.h"
#include "message_ids.h"
#include "page/derivations.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct SignedIn : Town {
  Browser browser;

  SignedIn() { sign_in(browser, marie); }
  Answer page(FieldList query = {}) { return get(browser, pages::contacts, query); }
  Answer send(FieldList form) { return post(browser, pages::contacts, form); }
  std::string code() const {
    const Mail* mail = last_mail(marie.member, MessageKind::verification);
    return mail == nullptr ? std::string() : mail->secret;
  }
  // The member's own one of this type, opened as the courier would.
  std::string on_file(ContactType type) const {
    for (const auto& [id, row] : records.tables.contacts) {
      if (row.member == marie.member && row.contact.type == type && !row.former_since &&
          row.contact.state == ContactState::current) {
        const auto value = open_box(keys.ring("contact_private"), kBoxContact, row_of(row.member),
                                    row.value_sealed);
        return value ? std::string(value->reveal()) : "does not open";
      }
    }
    return {};
  }
  bool pending(ContactType type) {
    for (const Contact& contact : records.contacts(marie.member)) {
      if (contact.type == type && contact.state == ContactState::pending) return true;
    }
    return false;
  }
  std::size_t notices() const {
    std::size_t count = 0;
    for (const Mail& mail : mails) count += mail.kind == MessageKind::contact_changed ? 1U : 0U;
    return count;
  }
};

// Marie has asked for a new address, and the code has arrived there.
struct NewAddress : SignedIn {
  NewAddress() {
    send({{"email", "marie@nouveau.exemple.fr"}, {"action", "save"}});
    deliver();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(contacts)

BOOST_FIXTURE_TEST_CASE(it_shows_what_is_on_file_masked_each_with_its_pencil, SignedIn) {
  const Answer answer = page();
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(answer.shows("Confirmation de vos coordonnées"));
  BOOST_TEST(
      answer.shows("Pour utiliser Mon espace privé MSA, vous devez confirmer vos coordonnées."));
  BOOST_TEST(answer.shows("Votre adresse email est "));
  BOOST_TEST(answer.shows("m•••@exemple.fr"));
  BOOST_TEST(answer.shows("Votre numéro de téléphone portable est "));
  BOOST_TEST(answer.shows("06 •• •• •• 01"));
  BOOST_TEST(answer.shows("Votre numéro de téléphone fixe est "));
  BOOST_TEST(answer.shows("Votre numéro de fax est "));
  BOOST_TEST(answer.shows("Modifier<span class=\"p-hidden\"> votre adresse email</span>"));
  BOOST_TEST(answer.shows("Ajouter<span class=\"p-hidden\"> votre numéro de fax</span>"));
  BOOST_TEST(answer.shows("Je confirme mes coordonnées"));
  BOOST_TEST(!answer.shows("name=\"email\""));
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(the_pencil_opens_one_field_without_javascript, SignedIn) {
  for (const char* field : {"email", "mobile", "landline", "fax"}) {
    const Answer answer = page({{"modifier", field}});
    BOOST_TEST(answer.shows("name=\"" + std::string(field) + "\""));
    BOOST_TEST(answer.shows("Enregistrer"));
  }
  BOOST_TEST(!page({{"modifier", "fax"}}).shows("name=\"email\""));
  BOOST_TEST(!page({{"modifier", "password"}}).shows("Enregistrer"));
}

BOOST_FIXTURE_TEST_CASE(confirming_opens_the_private_space, SignedIn) {
  Browser neighbour;
  sign_in(neighbour, huguette);
  BOOST_TEST(get(neighbour, pages::session).status() == 403);
  const Answer answer = post(neighbour, pages::contacts, {});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == settings.site.private_space);
  BOOST_TEST(answer.recorded(Event::contacts_confirmed));
  BOOST_TEST(get(neighbour, pages::session).status() == 200);
}

BOOST_AUTO_TEST_CASE(confirming_leads_to_the_page_that_was_wanted_first) {
  Town town;
  Browser browser;
  town.get(browser, pages::sign_in, {{"suite", "/espace/attestations"}});
  town.sign_in(browser, town.huguette);
  const Answer answer = town.post(browser, pages::contacts, {{"action", "confirm"}});
  BOOST_TEST(answer.place() == "/espace/attestations");
  BOOST_TEST(town.post(browser, pages::contacts, {{"action", "confirm"}}).place() ==
             town.settings.site.private_space);
}

BOOST_AUTO_TEST_CASE(who_wanted_this_very_page_is_not_led_to_it_again) {
  Town town;
  Browser browser;
  town.get(browser, pages::sign_in, {{"suite", "/acces/coordonnees"}});
  town.sign_in(browser, town.huguette);
  const Answer answer = town.post(browser, pages::contacts, {{"action", "confirm"}});
  BOOST_TEST(answer.place() == town.settings.site.private_space);
}

BOOST_FIXTURE_TEST_CASE(a_new_address_waits_until_its_code_was_typed, NewAddress) {
  BOOST_TEST(on_file(ContactType::email) == "marie@exemple.fr");
  BOOST_TEST(mails.back().to == "marie@nouveau.exemple.fr");
  BOOST_TEST((mails.back().channel == Channel::email));
  const Answer waiting = page({{"fait", "code"}});
  BOOST_TEST(waiting.says(msg::contacts_news_code));
  BOOST_TEST(waiting.shows("en attente"));
  BOOST_TEST(waiting.shows("m•••@exemple.fr"));
  BOOST_TEST(waiting.shows("m•••@nouveau.exemple.fr"));
  BOOST_TEST(waiting.shows("10 h 32"));
  BOOST_TEST(waiting.shows(mails.back().reference));
  BOOST_TEST(waiting.says(msg::contacts_message_left_email));
  BOOST_TEST(waiting.shows("autocomplete=\"one-time-code\""));

  const Answer answer = send({{"code_email", code()}, {"action", "save"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.recorded(Event::contact_changed));
  BOOST_TEST(on_file(ContactType::email) == "marie@nouveau.exemple.fr");
  BOOST_TEST(!pending(ContactType::email));
}

BOOST_FIXTURE_TEST_CASE(the_former_address_is_told, NewAddress) {
  const ContactId former = records.contacts(marie.member).front().id;
  const Answer answer = send({{"code_email", code()}, {"action", "save"}});
  BOOST_TEST_REQUIRE(answer.effect<Notify>() != nullptr);
  BOOST_TEST((answer.effect<Notify>()->contact == former));
  deliver();
  std::vector<std::string> told;
  for (const Mail& mail : mails) {
    if (mail.kind == MessageKind::contact_changed) told.push_back(mail.to);
  }
  std::sort(told.begin(), told.end());
  const std::vector<std::string> expected{"+33639980001", "marie@exemple.fr",
                                          "marie@nouveau.exemple.fr"};
  BOOST_TEST(told == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_new_mobile_gets_its_code_by_sms, SignedIn) {
  const Answer answer = send({{"mobile", "06 39 98 00 77"}, {"action", "save"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == "contacts");
  deliver();
  BOOST_TEST(mails.back().to == "+33639980077");
  BOOST_TEST((mails.back().channel == Channel::sms));
  send({{"code_mobile", code()}, {"action", "save"}});
  BOOST_TEST(on_file(ContactType::mobile) == "+33639980077");
}

BOOST_FIXTURE_TEST_CASE(a_contact_leaves_its_words_for_the_choice_of_a_password, SignedIn) {
  send({{"email", "palombe@nouveau.exemple.fr"},
        {"landline", "05 59 12 34 56"},
        {"action", "save"}});
  const std::string words = records.contact_words(marie.member);
  for (const char* part : {"palombe", "nouveau", "exemple", "123456", "980001"}) {
    BOOST_TEST(is_contact_word(keys, marie.member, words, part), part);
    BOOST_TEST(!is_contact_word(keys, paul.member, words, part), part);
  }
  for (const char* part : {"palombes", "559123", "123457", "zzzz"}) {
    BOOST_TEST(!is_contact_word(keys, marie.member, words, part), part);
  }
}

BOOST_FIXTURE_TEST_CASE(the_words_of_a_number_leave_244_ends_of_a_million, SignedIn) {
  const std::string words = contact_words(keys, marie.member, "+33612345678");
  unsigned alike = 0;
  for (unsigned end = 0; end < 20000; ++end) {
    const std::string digits = std::to_string(1000000 + end).substr(1);
    alike += is_contact_word(keys, marie.member, words, digits) ? 1U : 0U;
  }
  // A 4096th of those tried: five, give or take.
  BOOST_TEST(alike > 0U);
  BOOST_TEST(alike < 20U);
}

BOOST_FIXTURE_TEST_CASE(a_new_landline_is_the_member_s_at_once, SignedIn) {
  const Answer answer = send({{"landline", "05 59 00 00 01"}, {"action", "save"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(on_file(ContactType::landline) == "+33559000001");
  BOOST_TEST(answer.recorded(Event::contact_changed));
  deliver();
  BOOST_TEST(notices() == 2U);
  BOOST_TEST(page().shows("05 •• •• •• 01"));
}

BOOST_FIXTURE_TEST_CASE(confirming_saves_what_was_typed_first, SignedIn) {
  const Answer done = send({{"fax", "05 59 00 00 02"}});
  BOOST_TEST(done.place() == settings.site.private_space);
  BOOST_TEST(on_file(ContactType::fax) == "+33559000002");
  const Answer waits = send({{"email", "marie@nouveau.exemple.fr"}});
  BOOST_TEST(waits.place() == "contacts");
  BOOST_TEST(pending(ContactType::email));
  BOOST_TEST(!waits.recorded(Event::contacts_confirmed));
}

BOOST_FIXTURE_TEST_CASE(the_right_code_and_the_confirmation_go_together, NewAddress) {
  const Answer answer = send({{"code_email", code()}});
  BOOST_TEST(answer.place() == settings.site.private_space);
  BOOST_TEST(on_file(ContactType::email) == "marie@nouveau.exemple.fr");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_address_is_said_at_the_field_and_kept, SignedIn) {
  const Answer answer =
      send({{"email", "marie.exemple.fr"}, {"mobile", "05 59 00 00 01"}, {"action", "save"}});
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::contacts_email_missing_at));
  BOOST_TEST(answer.says(msg::contacts_phone_not_mobile));
  BOOST_TEST(answer.shows("value=\"marie.exemple.fr\""));
  BOOST_TEST(answer.shows("value=\"05 59 00 00 01\""));
  BOOST_TEST(answer.shows("href=\"#email\""));
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(what_was_typed_is_escaped, SignedIn) {
  const Answer answer = send({{"email", "\"><script>alert(1)</script>"}, {"action", "save"}});
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(!answer.shows("<script>alert"));
}

BOOST_FIXTURE_TEST_CASE(the_address_that_is_on_file_changes_nothing, SignedIn) {
  const Answer answer = send({{"email", " marie@EXEMPLE.fr "}, {"action", "save"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.step.effects.empty());
  BOOST_TEST(std::get<ToPage>(answer.step.response.content).query == "fait=deja");
  BOOST_TEST(page({{"fait", "deja"}}).says(msg::contacts_news_known));
}

BOOST_FIXTURE_TEST_CASE(a_typing_slip_costs_no_attempt_at_the_code, NewAddress) {
  const Answer answer = send({{"code_email", "12 3"}, {"action", "save"}});
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::contacts_code_slip));
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(a_code_may_hold_spaces, NewAddress) {
  const std::string typed = " " + code().substr(0, 2) + " " + code().substr(2);
  BOOST_TEST(send({{"code_email", typed}, {"action", "save"}}).status() == 303);
}

BOOST_FIXTURE_TEST_CASE(three_wrong_codes_kill_the_code, NewAddress) {
  const std::string right = code();
  for (const char* left : {"2 essais", "1 essai."}) {
    const Answer answer = send({{"code_email", wrong_code(right)}, {"action", "save"}});
    BOOST_TEST(answer.status() == 422);
    BOOST_TEST(answer.shows(left));
    BOOST_TEST(answer.recorded(Event::contact_code_wrong));
    BOOST_TEST(!answer.shows("value=\"" + wrong_code(right)));
  }
  const Answer last = send({{"code_email", wrong_code(right)}, {"action", "save"}});
  BOOST_TEST(last.says(msg::contacts_code_exhausted));
  BOOST_TEST(!last.shows("name=\"code_email\""));
  const Answer late = send({{"code_email", right}, {"action", "save"}});
  BOOST_TEST(late.status() == 422);
  BOOST_TEST(late.says(msg::contacts_code_dead));
  BOOST_TEST(on_file(ContactType::email) == "marie@exemple.fr");
}

BOOST_FIXTURE_TEST_CASE(the_code_of_another_contact_does_not_do, NewAddress) {
  const std::string of_email = code();
  pass(61s);
  send({{"mobile", "06 39 98 00 77"}, {"action", "save"}});
  deliver();
  if (code() == of_email) return;  // one in ten thousand
  send({{"code_mobile", of_email}, {"action", "save"}});
  BOOST_TEST(on_file(ContactType::mobile) == "+33639980001");
}

BOOST_FIXTURE_TEST_CASE(a_code_that_was_copied_from_another_contact_is_wrong, NewAddress) {
  const std::string of_email = code();
  pass(61s);
  send({{"mobile", "06 39 98 00 77"}, {"action", "save"}});
  deliver();
  std::optional<Digest> copied;
  for (auto& [id, row] : records.tables.contacts) {
    if (row.contact.state != ContactState::pending) continue;
    if (row.contact.type == ContactType::email) copied = row.contact.code_hash;
    if (row.contact.type == ContactType::mobile) row.contact.code_hash = copied;
  }
  BOOST_TEST(copied.has_value());
  send({{"code_mobile", of_email}, {"action", "save"}});
  BOOST_TEST(on_file(ContactType::mobile) == "+33639980001");
}

BOOST_FIXTURE_TEST_CASE(an_expired_code_is_said_plainly_and_can_be_renewed, NewAddress) {
  const std::string old = code();
  pass(20min);
  page();  // keeps the session
  pass(11min);
  BOOST_TEST(page().shows("n'est plus valable"));
  BOOST_TEST(send({{"code_email", old}, {"action", "save"}}).says(msg::contacts_code_dead));
  const Answer again = send({{"action", "resend_email"}});
  BOOST_TEST(again.status() == 303);
  deliver();
  BOOST_TEST(send({{"code_email", code()}, {"action", "save"}}).status() == 303);
  BOOST_TEST(on_file(ContactType::email) == "marie@nouveau.exemple.fr");
}

BOOST_FIXTURE_TEST_CASE(a_new_code_kills_the_old_one, NewAddress) {
  const std::string old = code();
  pass(60s);
  send({{"action", "resend_email"}});
  deliver();
  if (code() == old) return;  // one in ten thousand
  BOOST_TEST(send({{"code_email", old}, {"action", "save"}}).status() == 422);
}

BOOST_FIXTURE_TEST_CASE(between_two_codes_there_is_a_minute, NewAddress) {
  pass(59s);
  const Answer early = send({{"action", "resend_email"}});
  BOOST_TEST(early.status() == 429);
  BOOST_TEST((early.step.response.retry_after == 1s));
  BOOST_TEST(early.says(msg::contacts_sends_pause));
  BOOST_TEST(early.step.effects.empty());
  pass(1s);
  BOOST_TEST(send({{"action", "resend_email"}}).status() == 303);
}

BOOST_FIXTURE_TEST_CASE(three_codes_a_day_are_enough, NewAddress) {
  for (int more = 0; more < 2; ++more) {
    pass(61s);
    BOOST_TEST(send({{"action", "resend_email"}}).status() == 303);
  }
  pass(61s);
  const Answer fourth = send({{"action", "resend_email"}});
  BOOST_TEST(fourth.status() == 429);
  BOOST_TEST(fourth.says(msg::contacts_sends_a_day));
  BOOST_TEST(send({{"mobile", "06 39 98 00 77"}, {"action", "save"}}).status() == 429);
  pass(24h);
  sign_in(browser, marie);
  BOOST_TEST(send({{"action", "resend_email"}}).status() == 303);
}

BOOST_FIXTURE_TEST_CASE(two_resends_at_the_same_time_send_one_code, NewAddress) {
  pass(61s);
  Browser tab = browser;
  const Request request = posting(browser, pages::contacts, {{"action", "resend_email"}});
  const Step one = look(browser, pages::contacts, request);
  const Step two = look(tab, pages::contacts, request);
  BOOST_TEST(settle(browser, one));
  BOOST_TEST(!settle(tab, two));
  BOOST_TEST(ask(tab, pages::contacts, request).status() == 429);
}

BOOST_FIXTURE_TEST_CASE(codes_of_two_contacts_asked_for_at_the_same_time_are_one, NewAddress) {
  pass(61s);
  send({{"mobile", "06 39 98 00 77"}, {"action", "save"}});
  pass(61s);
  Browser tab = browser;
  const Step one = look(browser, pages::contacts,
                        posting(browser, pages::contacts, {{"action", "resend_email"}}));
  const Step two =
      look(tab, pages::contacts, posting(tab, pages::contacts, {{"action", "resend_mobile"}}));
  BOOST_TEST(settle(browser, one));
  BOOST_TEST(!settle(tab, two));
}

BOOST_FIXTURE_TEST_CASE(two_new_contacts_from_two_sessions_cannot_beat_the_pause, SignedIn) {
  Browser other;
  sign_in(other, marie);
  const Step one =
      look(browser, pages::contacts,
           posting(browser, pages::contacts, {{"email", "un@exemple.fr"}, {"action", "save"}}));
  const Request second =
      posting(other, pages::contacts, {{"mobile", "06 39 98 00 77"}, {"action", "save"}});
  const Step two = look(other, pages::contacts, second);
  BOOST_TEST(settle(browser, one));
  BOOST_TEST(!settle(other, two));
  BOOST_TEST(ask(other, pages::contacts, second).status() == 429);
}

BOOST_FIXTURE_TEST_CASE(a_mailbox_that_got_ten_messages_today_gets_no_more, SignedIn) {
  settings.limits.destination_a_day = 1;
  settings.limits.codes_a_day = 9;
  send({{"email", "famille@exemple.fr"}, {"action", "save"}});
  pass(61s);
  const Answer answer = send({{"action", "resend_email"}});
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST(answer.says(msg::contacts_sends_destination));
}

BOOST_FIXTURE_TEST_CASE(a_change_that_waits_can_be_given_up, NewAddress) {
  const Answer answer = send({{"action", "cancel_email"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(!pending(ContactType::email));
  BOOST_TEST(on_file(ContactType::email) == "marie@exemple.fr");
  BOOST_TEST(page({{"fait", "annule"}}).says(msg::contacts_news_cancelled));
  BOOST_TEST(send({{"action", "cancel_email"}}).step.effects.empty());
  BOOST_TEST(send({{"action", "resend_email"}}).step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(after_ten_minutes_the_password_is_asked_for_again, SignedIn) {
  pass(11min);
  BOOST_TEST(page({{"modifier", "fax"}}).shows("name=\"current_password\""));
  const Answer without = send({{"fax", "05 59 00 00 02"}, {"action", "save"}});
  BOOST_TEST(without.status() == 422);
  BOOST_TEST(without.says(msg::password_current_empty));
  BOOST_TEST(without.shows("value=\"05 59 00 00 02\""));

  const Answer wrong =
      send({{"fax", "05 59 00 00 02"}, {"current_password", "Faux 1 mot !"}, {"action", "save"}});
  BOOST_TEST(wrong.status() == 422);
  BOOST_TEST(wrong.says(msg::password_current_wrong));
  BOOST_TEST(!wrong.shows("Faux 1 mot !"));
  BOOST_TEST(wrong.effect<SaveSignIns>() != nullptr);
  BOOST_TEST(on_file(ContactType::fax).empty());

  hasher.computed = 0;
  const Answer right =
      send({{"fax", "05 59 00 00 02"}, {"current_password", marie.password}, {"action", "save"}});
  BOOST_TEST(right.status() == 303);
  BOOST_TEST(hasher.computed == 1U);
  BOOST_TEST(on_file(ContactType::fax) == "+33559000002");
  // For another ten minutes it is fresh.
  BOOST_TEST(send({{"fax", "05 59 00 00 03"}, {"action", "save"}}).status() == 303);
}

// ASVS 7.2.4: who typed the password again is not known by the id that was there before.
BOOST_FIXTURE_TEST_CASE(the_password_typed_again_makes_a_new_session_of_it, SignedIn) {
  const SessionId before = browser.full.value();
  const auto wanted = records.tables.sessions.at(before).wanted;
  pass(11min);
  const Answer answer = send(
      {{"landline", "05 59 00 00 01"}, {"current_password", marie.password}, {"action", "save"}});
  BOOST_TEST_REQUIRE(answer.effect<StartSession>() != nullptr);
  BOOST_TEST((browser.full != before));
  BOOST_TEST(!records.tables.sessions.contains(before));
  BOOST_TEST_REQUIRE(records.tables.sessions.contains(*browser.full));
  const FullSession& after = records.tables.sessions.at(*browser.full);
  BOOST_TEST((after.authenticated_at == now));
  BOOST_TEST(after.member == marie.member);
  BOOST_TEST(after.wanted == wanted);
  // Not asked for: the id stays.
  const SessionId kept = *browser.full;
  send({{"fax", "05 59 00 00 02"}, {"action", "save"}});
  BOOST_TEST((browser.full == kept));
}

BOOST_FIXTURE_TEST_CASE(confirming_with_the_password_typed_again_makes_a_new_session_too,
                        SignedIn) {
  const SessionId before = browser.full.value();
  pass(11min);
  const Answer answer =
      send({{"landline", "05 59 00 00 01"}, {"current_password", marie.password}});
  BOOST_TEST(answer.place() == settings.site.private_space);
  BOOST_TEST((browser.full != before));
  BOOST_TEST(!records.tables.sessions.contains(before));
  BOOST_TEST(answer.effect<SaveSession>() == nullptr);
}

// Somebody else changed the password at this very moment: the step is run again, and refused.
BOOST_FIXTURE_TEST_CASE(a_password_change_at_the_same_moment_starts_no_session, SignedIn) {
  pass(11min);
  const Request request = posting(
      browser, pages::contacts,
      {{"landline", "05 59 00 00 01"}, {"current_password", marie.password}, {"action", "save"}});
  const Step step = look(browser, pages::contacts, request);
  ++records.tables.members.at(marie.member).version;
  BOOST_TEST(!settle(browser, step));
}

BOOST_FIXTURE_TEST_CASE(confirming_without_a_change_asks_for_no_password, SignedIn) {
  pass(11min);
  BOOST_TEST(send({{"action", "confirm"}}).place() == settings.site.private_space);
}

BOOST_FIXTURE_TEST_CASE(the_code_needs_no_password_but_the_session, NewAddress) {
  pass(11min);
  BOOST_TEST(send({{"code_email", code()}, {"action", "save"}}).status() == 303);
}

BOOST_FIXTURE_TEST_CASE(guessing_the_password_here_is_slowed_down, SignedIn) {
  pass(11min);
  for (int guess = 0; guess < 5; ++guess) {
    send({{"fax", "05 59 00 00 02"}, {"current_password", "Faux 1 mot !"}, {"action", "save"}});
  }
  const Answer answer =
      send({{"fax", "05 59 00 00 02"}, {"current_password", marie.password}, {"action", "save"}});
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST((answer.step.response.retry_after == 60s));
}

BOOST_FIXTURE_TEST_CASE(another_member_s_pending_contact_is_out_of_reach, NewAddress) {
  Browser neighbour;
  sign_in(neighbour, lucien);
  const Answer answer = post(neighbour, pages::contacts, {{"code_email", code()}});
  BOOST_TEST(answer.effect<PromoteContact>() == nullptr);
  BOOST_TEST(pending(ContactType::email));
}

BOOST_FIXTURE_TEST_CASE(an_unknown_action_does_nothing, SignedIn) {
  const Answer answer = send({{"fax", "05 59 00 00 02"}, {"action", "promote"}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.step.effects.empty());
}

BOOST_AUTO_TEST_CASE(without_a_session_it_leads_to_sign_in_and_back) {
  Town town;
  Browser browser;
  for (const Answer& answer : {town.get(browser, pages::contacts),
                               town.post(browser, pages::contacts, {{"fax", "0559000002"}})}) {
    BOOST_TEST(answer.place() == "sign_in");
    BOOST_TEST(std::get<ToPage>(answer.step.response.content).query ==
               "suite=%2Facces%2Fcoordonnees");
    BOOST_TEST(answer.noted(Event::page_without_session));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
