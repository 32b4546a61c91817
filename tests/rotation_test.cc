// A key is rotated under a running installation: nothing that was made before is lost.
#include "tests/support/rotation.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "domain/identifier.h"
#include "message_ids.h"
#include "page/derivations.h"
#include "parts/decoy.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

constexpr auto kGood = "Verveine+58 talus";

struct Rotating : Town {
  Browser browser;

  void rotate(std::string_view purpose) { keys = rotated(keys, purpose); }
  void retire(std::string_view purpose) { keys = retired(keys, purpose); }
  MemberRow& row(const Person& person) { return records.tables.members.at(person.member); }
  std::string identifier_of(const Person& person) const {
    return parse_identifier(person.identifier)->canonical();
  }
  // As admin/reseal.cc does it.
  void reseal(const Person& person) {
    MemberRow& member = row(person);
    member.former_subject = member.subject;
    member.subject = subject_of(keys, identifier_of(person));
  }
  Answer enter(Browser& at, const Person& person, const std::string& password) {
    return post(at, pages::sign_in, {{"identifier", person.identifier}, {"password", password}});
  }
  Answer choose(Browser& at, const std::string& password) {
    return post(at, pages::new_password,
                {{"new_password", password}, {"confirm_password", password}});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(rotation)

BOOST_FIXTURE_TEST_CASE(a_hash_tells_its_key_and_is_compared_under_it, Rotating) {
  const Digest before = temporary_hash(keys, 7, "ABCD");
  rotate("temporary");
  const Digest after = temporary_hash(keys, 7, "ABCD");
  BOOST_TEST(key_of(before) == 1);
  BOOST_TEST(key_of(after) == 2);
  BOOST_TEST((temporary_hash(keys, 7, "ABCD", before) == before));
  BOOST_TEST((temporary_hash(keys, 7, "ABCE", before) != before));
  retire("temporary");
  BOOST_TEST((temporary_hash(keys, 7, "ABCD", before) != before));
}

BOOST_FIXTURE_TEST_CASE(without_a_rotation_both_halves_of_a_lookup_are_the_same, Rotating) {
  const Lookup alone = subjects_of(keys, "nir:1");
  BOOST_TEST((alone.current == alone.previous));
  rotate("index");
  const Lookup both = subjects_of(keys, "nir:1");
  BOOST_TEST((both.current == subject_of(keys, "nir:1")));
  BOOST_TEST((both.previous == alone.current));
}

BOOST_FIXTURE_TEST_CASE(a_code_that_was_sent_before_is_taken_and_one_sent_after_too, Rotating) {
  to_code(browser, marie);
  rotate("code");
  BOOST_TEST(post(browser, pages::code, {{"code", code_of(marie)}}).place() == "sent");
  Browser later;
  pass(61s);
  to_code(later, marie);
  BOOST_TEST(post(later, pages::code, {{"code", wrong_code(code_of(marie))}}).status() == 422);
  BOOST_TEST(post(later, pages::code, {{"code", code_of(marie)}}).place() == "sent");
}

BOOST_FIXTURE_TEST_CASE(a_temporary_password_of_before_signs_in_and_stays_no_own_password,
                        Rotating) {
  to_temporary(browser, marie);
  rotate("temporary");
  BOOST_TEST(enter(browser, marie, temporary_of(marie)).place() == "new_password");
  rotate("temporary");
  BOOST_TEST(choose(browser, temporary_of(marie)).says(msg::password_is_temporary));
  BOOST_TEST(choose(browser, kGood).place() == "new_password");
}

BOOST_FIXTURE_TEST_CASE(a_contact_s_code_of_before_is_taken, Rotating) {
  sign_in(browser, marie);
  post(browser, pages::contacts, {{"email", "marie@nouveau.exemple.fr"}, {"action", "save"}});
  deliver();
  const std::string code = last_mail(marie.member, MessageKind::verification)->secret;
  rotate("contact_code");
  const Answer answer = post(browser, pages::contacts, {{"code_email", code}, {"action", "save"}});
  BOOST_TEST(answer.effect<PromoteContact>() != nullptr);
}

BOOST_FIXTURE_TEST_CASE(a_proof_of_before_is_right_and_a_wrong_one_wrong, Rotating) {
  rotate("proof");
  identify(browser, paul);
  BOOST_TEST(post(browser, pages::prove, {{"proof", "vitale"}, {"answer", paul.vitale}})
                 .recorded(Event::proof_right));
  Browser other;
  identify(other, odette);
  BOOST_TEST(post(other, pages::prove, {{"proof", "vitale"}, {"answer", paul.vitale}})
                 .recorded(Event::proof_wrong));
}

BOOST_FIXTURE_TEST_CASE(masks_names_and_typed_numbers_of_before_open, Rotating) {
  for (const auto* purpose : {"mask", "identity", "typed", "contact_public"}) rotate(purpose);
  Browser other;
  sign_in(other, marie);
  BOOST_TEST(get(other, pages::contacts).shows("06 •• •• •• 01"));
  identify(browser, marie);
  rotate("typed");
  BOOST_TEST(get(browser, pages::identify).shows("value=\"" + marie.identifier));
  to_temporary(browser, marie);
  BOOST_TEST(!mails.empty());
  enter(browser, marie, temporary_of(marie));
  BOOST_TEST(choose(browser, "Bordenave-1951").says(msg::password_built_on_name));
}

BOOST_FIXTURE_TEST_CASE(an_address_of_before_is_known_again, Rotating) {
  sign_in(browser, marie);
  rotate("destination");
  const Answer answer =
      post(browser, pages::contacts, {{"email", marie.email}, {"action", "save"}});
  BOOST_TEST(answer.step.effects.empty());
  BOOST_TEST(std::get<ToPage>(answer.step.response.content).query == "fait=deja");
}

// ---- The index: who somebody is

BOOST_FIXTURE_TEST_CASE(a_member_is_found_before_and_after_the_reseal, Rotating) {
  rotate("index");
  for (int resealed = 0; resealed < 2; ++resealed) {
    Browser at;
    BOOST_TEST(enter(at, marie, marie.password).place() == settings.site.private_space);
    Browser lost;
    to_temporary(lost, lucien);
    BOOST_TEST(enter(lost, lucien, temporary_of(lucien)).place() == "new_password");
    if (resealed == 0) {
      reseal(marie);
      reseal(lucien);
    }
    pass(24h);
  }
  retire("index");
  Browser at;
  BOOST_TEST(enter(at, marie, marie.password).place() == settings.site.private_space);
}

BOOST_FIXTURE_TEST_CASE(a_journey_in_flight_goes_on_to_its_end, Rotating) {
  to_code(browser, marie);
  rotate("index");
  // The same number again is still this journey.
  BOOST_TEST(post(browser, pages::identify, {{"identifier", marie.identifier}}).place() == "code");
  reseal(marie);
  BOOST_TEST(post(browser, pages::code, {{"code", code_of(marie)}}).place() == "sent");
  deliver();
  BOOST_TEST(enter(browser, marie, temporary_of(marie)).place() == "new_password");
  rotate("pepper");
  BOOST_TEST(choose(browser, kGood).place() == "new_password");
  Browser later;
  BOOST_TEST(enter(later, marie, kGood).place() == settings.site.private_space);
}

BOOST_FIXTURE_TEST_CASE(a_limited_session_of_before_chooses_its_password, Rotating) {
  to_temporary(browser, marie);
  enter(browser, marie, temporary_of(marie));
  rotate("index");
  reseal(marie);
  retire("index");
  BOOST_TEST(choose(browser, kGood).place() == "new_password");
}

BOOST_FIXTURE_TEST_CASE(a_session_of_before_changes_contacts_and_password, Rotating) {
  sign_in(browser, marie);
  rotate("index");
  reseal(marie);
  retire("index");
  pass(11min);
  const Answer changed = post(
      browser, pages::contacts,
      {{"landline", "05 59 00 00 01"}, {"current_password", marie.password}, {"action", "save"}});
  BOOST_TEST(changed.effect<AddContact>() != nullptr);
  BOOST_TEST(post(browser, pages::change_password,
                  {{"current_password", marie.password},
                   {"new_password", kGood},
                   {"confirm_password", kGood}})
                 .place() == "account");
}

BOOST_FIXTURE_TEST_CASE(events_of_before_are_still_told, Rotating) {
  sign_in(browser, marie);
  rotate("index");
  reseal(marie);
  pass(24h);
  Browser later;
  sign_in(later, marie);
  BOOST_TEST(std::ranges::count(records.events(marie.member, 20), std::string("sign_in_success"),
                                &PastEvent::event) == 2);
}

BOOST_FIXTURE_TEST_CASE(the_reference_of_a_notice_of_before_closes_the_access, Rotating) {
  to_temporary(browser, marie);
  enter(browser, marie, temporary_of(marie));
  choose(browser, kGood);
  deliver();
  const std::string reference = last_mail(marie.member, MessageKind::password_changed)->reference;
  Browser thief;
  identify(thief, marie);
  rotate("index");
  Browser home;
  post(home, pages::not_me, {{"reference", reference}, {"identifier", marie.identifier}});
  BOOST_TEST(row(marie).frozen);
  // The journey that began under the former pseudonym has ended with all others.
  BOOST_TEST(!records.tables.journeys.contains(*thief.journey));
}

BOOST_FIXTURE_TEST_CASE(a_journey_of_before_ends_with_a_new_password, Rotating) {
  Browser thief;
  identify(thief, marie);
  rotate("index");
  reseal(marie);
  to_temporary(browser, marie);
  enter(browser, marie, temporary_of(marie));
  choose(browser, kGood);
  BOOST_TEST(!records.tables.journeys.contains(*thief.journey));
}

// What would tell them apart: counters of the one that go on while those of the other start anew.
BOOST_FIXTURE_TEST_CASE(limits_start_anew_for_members_and_strangers_alike, Rotating) {
  const Person stranger = Town::stranger(Kind::particulier, false);
  const auto failed = [&](const Person& person) {
    for (int i = 0; i < 6; ++i) {
      Browser at;
      enter(at, person, "Mauvais+12 mot");
    }
    Browser at;
    return enter(at, person, "Mauvais+12 mot").recorded(Event::sign_in_throttled);
  };
  BOOST_TEST(failed(marie));
  BOOST_TEST(failed(stranger));
  rotate("index");
  for (const Person& person : {marie, stranger}) {
    Browser at;
    BOOST_TEST(!enter(at, person, "Mauvais+12 mot").recorded(Event::sign_in_throttled));
  }
}

BOOST_FIXTURE_TEST_CASE(a_stranger_asks_and_changes_as_much_as_a_member_during_a_rotation,
                        Rotating) {
  const Person stranger = Town::stranger(Kind::particulier, false);
  rotate("index");
  const auto asked_for = [&](const Person& person) {
    records.asked.clear();
    Browser at;
    const Answer answer = post(at, pages::identify, {{"identifier", person.identifier}});
    return std::pair(records.asked, answer.step.effects.size());
  };
  BOOST_TEST((asked_for(marie) == asked_for(stranger)));
}

BOOST_FIXTURE_TEST_CASE(a_decoy_stays_what_it_was_when_the_index_is_rotated, Rotating) {
  const auto all = [&] {
    std::vector<std::pair<Kind, bool>> decoys;
    for (const Person* person : {&marie, &paul, &jeanne, &odette, &lucien, &solange, &hortense}) {
      const auto identifier = parse_identifier(person->identifier);
      const Entry decoy = decoy_entry(keys, records.mix(), *identifier);
      decoys.emplace_back(decoy.kind, decoy.first_access);
    }
    return decoys;
  };
  const auto before = all();
  for (int i = 0; i < 5; ++i) {
    keys = retired(rotated(keys, "index"), "index");
    BOOST_TEST((all() == before));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
