// What was typed when a journey or session ended: found again by the same person, and by nobody
// else.
#include "parts/kept.h"

#include <boost/test/unit_test.hpp>

#include "crypto/bytes.h"
#include "message_ids.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

constexpr const char* kAddress = "marie@nouveau.exemple.fr";

struct Ended : Town {
  Browser browser;
  std::string owner = owner_of(marie.subject);

  // Marie typed a new address, and her session ended before she sent it.
  Ended() {
    sign_in(browser, marie);
    pass(31min);
  }
  Answer send(FieldList form) { return post(browser, pages::contacts, form); }
  Answer page() { return get(browser, pages::contacts); }
};

Answer late(Town& town, Browser& browser, const Page& page, FieldList form) {
  Request request = town.posting(browser, page, form);
  request.method = Method::get;
  request.late = true;
  return town.ask(browser, page, request);
}

// Paul, at his first access, with the answer typed.
struct Proving : Town {
  Browser browser;
  std::string owner = owner_of(paul.subject);
  Proving() { identify(browser, paul); }
  Answer send() {
    return post(browser, pages::prove,
                {{"proof", "amount"}, {"answer", paul.amount}, {"owner", owner}});
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(kept)

BOOST_FIXTURE_TEST_CASE(the_form_of_an_ended_session_is_kept_on_the_way_to_sign_in, Ended) {
  const Answer sent = send({{"email", kAddress}, {"action", "save"}, {"owner", owner}});
  BOOST_TEST(sent.status() == 303);
  BOOST_TEST(sent.place() == "sign_in");
  BOOST_TEST(std::get<ToPage>(sent.step.response.content).query.ends_with("&fin=saisie"));
  BOOST_REQUIRE(browser.kept);
  BOOST_TEST(browser.kept->values.size() == 1U);
  BOOST_TEST(get(browser, pages::sign_in, {{"fin", "saisie"}}).says(msg::sign_in_ended));
  sign_in(browser, marie);
  const Answer again = page();
  BOOST_TEST(again.shows(std::string("value=\"") + kAddress));
  BOOST_TEST(again.says(msg::shell_typed_before));
}

BOOST_FIXTURE_TEST_CASE(once_it_is_sent_it_is_forgotten, Ended) {
  send({{"email", kAddress}, {"owner", owner}});
  sign_in(browser, marie);
  page();
  BOOST_TEST(browser.kept.has_value());  // a reload finds it again
  BOOST_TEST(send({{"email", kAddress}, {"action", "save"}, {"owner", owner}}).status() == 303);
  BOOST_TEST(!browser.kept);
}

BOOST_FIXTURE_TEST_CASE(another_person_never_sees_it_and_it_is_gone, Ended) {
  send({{"email", kAddress}, {"owner", owner}});
  sign_in(browser, lucien);
  const Answer answer = page();
  BOOST_TEST(!answer.shows(kAddress));
  BOOST_TEST(!browser.kept);
}

BOOST_FIXTURE_TEST_CASE(it_is_kept_for_ten_minutes, Ended) {
  send({{"email", kAddress}, {"owner", owner}});
  pass(10min);
  sign_in(browser, marie);
  BOOST_TEST(!page().shows(kAddress));
}

BOOST_FIXTURE_TEST_CASE(passwords_and_codes_are_never_kept, Ended) {
  send({{"email", kAddress},
        {"current_password", "Genêt-48 sous bois"},
        {"code_email", "1234"},
        {"code_mobile", "1234"},
        {"owner", owner}});
  BOOST_REQUIRE(browser.kept);
  BOOST_TEST(browser.kept->values.size() == 1U);
  BOOST_TEST(browser.kept->values.contains("email"));
}

BOOST_FIXTURE_TEST_CASE(nothing_typed_or_no_owner_keeps_nothing, Ended) {
  send({{"action", "confirm"}, {"owner", owner}});
  BOOST_TEST(!browser.kept);
  send({{"email", kAddress}});
  BOOST_TEST(!browser.kept);
  send({{"email", std::string(301, 'a')}, {"owner", owner}});
  BOOST_TEST(!browser.kept);
}

BOOST_FIXTURE_TEST_CASE(leaving_takes_it_away, Ended) {
  for (const auto* url : {"abandon", "deconnexion"}) {
    send({{"email", kAddress}, {"owner", owner}});
    BOOST_TEST(browser.kept.has_value());
    post(browser, pages::leave, {}, url);
    BOOST_TEST(!browser.kept, url);
  }
}

BOOST_FIXTURE_TEST_CASE(an_answer_is_found_again_behind_the_same_identifier, Proving) {
  pass(31min);
  const Answer sent = send();
  BOOST_TEST(sent.place() == "identify");
  BOOST_TEST(get(browser, pages::identify, {{"fin", "saisie"}}).says(msg::identify_ended));
  BOOST_TEST(!recovery(paul).proof_failed_at.has_value());
  identify(browser, paul);
  const Answer again = get(browser, pages::prove);
  BOOST_TEST(again.shows("value=\"" + paul.amount));
  BOOST_TEST(again.shows("value=\"amount\" checked"));
  BOOST_TEST(send().place() == "channel");
  BOOST_TEST(!browser.kept);
}

BOOST_FIXTURE_TEST_CASE(behind_another_identifier_it_is_not, Proving) {
  pass(31min);
  send();
  identify(browser, verger);
  BOOST_TEST(!get(browser, pages::prove).shows(paul.amount));
  BOOST_TEST(!browser.kept);
}

BOOST_FIXTURE_TEST_CASE(a_form_that_came_too_late_is_shown_again_and_does_nothing, Ended) {
  sign_in(browser, marie);
  const std::size_t contacts = records.tables.contacts.size();
  const Answer again = late(*this, browser, pages::contacts,
                            {{"email", kAddress}, {"action", "save"}, {"owner", owner}});
  BOOST_TEST(again.status() == 403);
  BOOST_TEST(again.shows(std::string("value=\"") + kAddress));
  BOOST_TEST(again.says(msg::shell_typed_before));
  BOOST_TEST(again.step.effects.empty());
  BOOST_TEST(records.tables.contacts.size() == contacts);
}

BOOST_FIXTURE_TEST_CASE(a_form_of_another_person_is_not_shown_again, Ended) {
  sign_in(browser, lucien);
  Request request = posting(browser, pages::contacts, {{"email", kAddress}, {"owner", owner}});
  request.method = Method::get;
  request.late = true;
  const Step step = look(browser, pages::contacts, request);
  BOOST_TEST(step.response.status == 403);
  BOOST_TEST(std::get<View>(step.response.content).stem() == "stale");
  BOOST_TEST(step.effects.empty());
}

BOOST_FIXTURE_TEST_CASE(an_answer_that_came_too_late_is_not_looked_at, Proving) {
  const Answer again = late(*this, browser, pages::prove,
                            {{"proof", "amount"}, {"answer", paul.amount}, {"owner", owner}});
  BOOST_TEST(again.status() == 403);
  BOOST_TEST(again.shows("value=\"" + paul.amount));
  BOOST_TEST(again.step.effects.empty());
}

BOOST_AUTO_TEST_CASE(a_form_says_whose_it_is_in_a_way_that_tells_nothing) {
  Town town;
  const std::string owner = owner_of(town.marie.subject);
  BOOST_TEST(owner.size() == 16U);
  BOOST_TEST(owner != owner_of(town.paul.subject));
  BOOST_TEST(to_hex(view(town.marie.subject)).find(owner) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
