// Whom the pages have told, of what, and by which way.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

const std::string kNew = "Bruyère+31 lande";

struct Post : Town {
  Browser browser;

  void choose(const Person& person) {
    post(browser, pages::sign_in,
         {{"identifier", person.identifier}, {"password", temporary_of(person)}});
    mails.clear();
    post(browser, pages::new_password, {{"new_password", kNew}, {"confirm_password", kNew}});
    deliver();
  }
  void by_letter(const Person& person) {
    identify(browser, person);
    post(browser, pages::channel, {{"channel", "letter"}});
    deliver();
    choose(person);
  }
  void by_sms(const Person& person) {
    to_temporary(browser, person);
    choose(person);
  }
  void change(const Person& person) {
    sign_in(browser, person);
    mails.clear();
    post(browser, pages::change_password,
         {{"current_password", person.password},
          {"new_password", kNew},
          {"confirm_password", kNew}});
    deliver();
  }
  // Channels of the notices of this kind, in order.
  std::string told(MessageKind kind) const {
    std::vector<std::string> ways;
    for (const Mail& mail : mails) {
      if (mail.kind == kind) ways.emplace_back(name_of(mail.channel));
    }
    std::ranges::sort(ways);
    std::string all;
    for (const std::string& way : ways) all += (all.empty() ? "" : " ") + way;
    return all;
  }
  std::vector<std::size_t> guess(const Person& person, unsigned wrong) {
    std::vector<std::size_t> kinds;
    Browser guesser;
    to_code(guesser, person);
    for (unsigned n = 0; n < wrong; ++n) {
      const Answer answer = post(guesser, pages::code, {{"code", wrong_code(code_of(person))}});
      for (const Effect& effect : answer.step.effects) kinds.push_back(effect.index());
    }
    deliver();
    return kinds;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(notices)

constexpr Language kEnglish = *Language::parse("en");

// Of what is queued for this member: "kind:tag", each once, in order.
std::string languages_of(const Tables& tables, MemberId member) {
  std::set<std::string> all;
  for (const auto& [key, row] : tables.outbox) {
    if (row.order.member != member) continue;
    all.insert(std::string(name_of(row.order.kind)) + ":" + std::string(row.language.tag()));
  }
  std::string text;
  for (const std::string& each : all) text += (text.empty() ? "" : " ") + each;
  return text;
}

BOOST_FIXTURE_TEST_CASE(a_stranger_who_walks_in_english_leaves_the_members_warnings_french, Post) {
  Browser stranger;
  stranger.language = kEnglish;
  to_code(stranger, marie);
  for (int n = 0; n < 3; ++n) {
    post(stranger, pages::code, {{"code", wrong_code(code_of(marie))}});
  }
  deliver();
  BOOST_TEST(languages_of(records.tables, marie.member) == "code:en recovery_tried:fr");
  BOOST_TEST(!records.tables.members.at(marie.member).language.has_value());
}

BOOST_FIXTURE_TEST_CASE(who_chooses_a_password_in_english_is_told_in_english_from_then_on, Post) {
  browser.language = kEnglish;
  by_sms(paul);  // a first access
  BOOST_TEST(languages_of(records.tables, paul.member) == "code:en first_access:en temporary:en");
  BOOST_TEST((records.tables.members.at(paul.member).language == kEnglish));
  pass(61s);
  Browser other;
  identify(other, paul);
  post(other, pages::channel, {{"channel", "sms"}});
  deliver();
  for (int n = 0; n < 3; ++n) post(other, pages::code, {{"code", wrong_code(code_of(paul))}});
  deliver();
  BOOST_TEST(languages_of(records.tables, paul.member) ==
             "code:en code:fr first_access:en recovery_tried:en temporary:en");
}

// Who steals an access and chooses the password in a language of his own must not silence it.
BOOST_FIXTURE_TEST_CASE(a_changed_password_is_told_in_the_language_of_who_had_it_until_then, Post) {
  records.tables.members.at(marie.member).language = kEnglish;
  by_sms(marie);
  BOOST_TEST(languages_of(records.tables, marie.member) ==
             "code:fr password_changed:en temporary:fr");
  BOOST_TEST((records.tables.members.at(marie.member).language == Language{}));
}

BOOST_FIXTURE_TEST_CASE(a_first_access_is_told_to_every_contact_and_by_post, Post) {
  by_sms(paul);
  BOOST_TEST(told(MessageKind::first_access) == "email letter sms");
  BOOST_TEST(told(MessageKind::password_changed) == "");
}

BOOST_FIXTURE_TEST_CASE(the_letter_of_a_first_access_can_be_configured_away, Post) {
  settings.notices.first_access_letter = false;
  by_sms(paul);
  BOOST_TEST(told(MessageKind::first_access) == "email sms");
}

BOOST_FIXTURE_TEST_CASE(without_that_letter_a_sole_contact_still_has_one, Post) {
  settings.notices.first_access_letter = false;
  by_sms(solange);
  BOOST_TEST(told(MessageKind::first_access) == "letter sms");
}

BOOST_FIXTURE_TEST_CASE(two_contacts_tell_of_a_new_password_without_a_letter, Post) {
  by_sms(marie);
  BOOST_TEST(told(MessageKind::password_changed) == "email sms");
}

BOOST_FIXTURE_TEST_CASE(the_contact_that_carried_the_password_is_not_the_only_one_told, Post) {
  by_sms(huguette);  // a mobile, nothing else
  BOOST_TEST(told(MessageKind::password_changed) == "letter sms");
}

BOOST_FIXTURE_TEST_CASE(who_came_in_by_letter_is_told_by_the_other_way, Post) {
  by_letter(lucien);
  BOOST_TEST(told(MessageKind::password_changed) == "email");
}

BOOST_FIXTURE_TEST_CASE(who_has_neither_mobile_nor_mail_is_told_by_post, Post) {
  by_letter(jeanne);
  BOOST_TEST(told(MessageKind::password_changed) == "letter");
}

BOOST_FIXTURE_TEST_CASE(a_change_with_the_current_password_needs_no_letter_beside_a_contact, Post) {
  change(lucien);
  BOOST_TEST(told(MessageKind::password_changed) == "email");
}

BOOST_FIXTURE_TEST_CASE(a_change_with_the_current_password_is_posted_where_nobody_else_is_told,
                        Post) {
  change(jeanne);
  BOOST_TEST(told(MessageKind::password_changed) == "letter");
}

BOOST_FIXTURE_TEST_CASE(a_new_address_is_told_to_the_old_one_and_the_mobile, Post) {
  sign_in(browser, marie);
  post(browser, pages::contacts, {{"email", "autre@exemple.fr"}, {"action", "save"}});
  deliver();
  const std::string code = last_mail(marie.member, MessageKind::verification)->secret;
  post(browser, pages::contacts, {{"code_email", code}, {"action", "save"}});
  deliver();
  BOOST_TEST(told(MessageKind::contact_changed) == "email email sms");
}

BOOST_FIXTURE_TEST_CASE(a_second_contact_put_in_by_who_holds_the_first_is_told_by_post, Post) {
  sign_in(browser, huguette);
  post(browser, pages::contacts, {{"email", "voleur@exemple.fr"}, {"action", "save"}});
  deliver();
  const std::string code = last_mail(huguette.member, MessageKind::verification)->secret;
  post(browser, pages::contacts, {{"code_email", code}, {"action", "save"}});
  deliver();
  BOOST_TEST(told(MessageKind::contact_changed) == "email letter sms");
}

BOOST_FIXTURE_TEST_CASE(three_wrong_codes_are_told_once_by_every_way_on_file, Post) {
  guess(marie, 2);
  BOOST_TEST(told(MessageKind::recovery_tried) == "");
  pass(61s);
  guess(marie, 3);
  BOOST_TEST(told(MessageKind::recovery_tried) == "email sms");
  BOOST_TEST(last_mail(marie.member, MessageKind::recovery_tried)->secret == "");
}

BOOST_FIXTURE_TEST_CASE(however_many_tries_one_warning_goes_in_24_hours, Post) {
  for (int round = 0; round < 3; ++round) {
    guess(marie, 3);
    pass(61s);
  }
  BOOST_TEST(told(MessageKind::recovery_tried) == "email sms");
  pass(24h);
  mails.clear();
  guess(marie, 1);  // the tenth in a row: letter only
  BOOST_TEST(told(MessageKind::recovery_tried) == "email sms");
}

BOOST_FIXTURE_TEST_CASE(a_wrong_answer_is_told, Post) {
  identify(browser, paul);
  const Answer answer = post(browser, pages::prove, {{"proof", "amount"}, {"answer", "1,01"}});
  BOOST_TEST(answer.recorded(Event::member_warned));
  deliver();
  BOOST_TEST(told(MessageKind::recovery_tried) == "email sms");
}

BOOST_FIXTURE_TEST_CASE(tries_at_a_strangers_number_cost_the_same_and_reach_nobody, Post) {
  const auto of_marie = guess(marie, 3);
  const auto of_jeanne = guess(jeanne, 3);
  const auto of_nobody = guess(stranger(Kind::particulier, false), 3);
  BOOST_TEST(of_marie == of_nobody, boost::test_tools::per_element());
  BOOST_TEST(of_jeanne == of_nobody, boost::test_tools::per_element());
  BOOST_TEST(told(MessageKind::recovery_tried) == "email sms");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
