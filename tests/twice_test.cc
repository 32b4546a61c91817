// A form that is sent twice, by somebody who clicks twice and has no script: both are on their way
// before either is answered, and the browser shows the answer of the second.
#include <boost/test/unit_test.hpp>

#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Twice : Town {
  Browser browser;

  // The second answer; the browser then holds what it got with both.
  Answer click(const Page& page, FieldList form) {
    Browser second = browser;
    post(browser, page, form);
    Answer answer = post(second, page, form);
    if (second.journey) browser.journey = second.journey;
    if (second.full) browser.full = second.full;
    return answer;
  }
  std::size_t sent(MessageKind kind) {
    deliver();
    std::size_t count = 0;
    for (const Mail& mail : mails) count += mail.kind == kind ? 1U : 0U;
    return count;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(twice)

BOOST_FIXTURE_TEST_CASE(the_whole_journey_in_double_clicks_sends_each_message_once, Twice) {
  BOOST_TEST(click(pages::identify, {{"identifier", paul.identifier}}).place() == "prove");
  BOOST_TEST(click(pages::prove, {{"proof", "amount"}, {"answer", paul.amount}}).place() ==
             "channel");
  BOOST_TEST(click(pages::channel, {{"channel", "sms"}}).place() == "code");
  BOOST_TEST(sent(MessageKind::code) == 1U);
  BOOST_TEST(click(pages::code, {{"code", code_of(paul)}}).place() == "sent");
  BOOST_TEST(sent(MessageKind::temporary) == 1U);
  BOOST_TEST(recovery(paul).wrong_in_a_row == 0U);
}

BOOST_FIXTURE_TEST_CASE(a_wrong_answer_or_the_letter_button_sends_one_letter, Twice) {
  identify(browser, paul);
  BOOST_TEST(click(pages::prove, {{"proof", "amount"}, {"answer", "1,23"}}).place() == "sent");
  BOOST_TEST(sent(MessageKind::temporary) == 1U);
  Browser other;
  std::swap(browser, other);
  identify(browser, odette);
  BOOST_TEST(click(pages::prove, {{"way", "letter"}}).place() == "sent");
  BOOST_TEST(sent(MessageKind::temporary) == 2U);
}

BOOST_FIXTURE_TEST_CASE(signing_in_leads_in, Twice) {
  const Answer answer =
      click(pages::sign_in, {{"identifier", marie.identifier}, {"password", marie.password}});
  BOOST_TEST(answer.status() == 303);
  BOOST_TEST(answer.place() == settings.site.private_space);
  BOOST_TEST(get(browser, pages::account).status() == 200);
}

BOOST_FIXTURE_TEST_CASE(a_new_address_is_asked_for_its_code_once, Twice) {
  std::size_t messages = 0;
  for (const auto* action : {"save", "confirm"}) {
    const std::string address = std::string("marie.") + action + "@exemple.fr";
    sign_in(browser, marie);
    const Answer answer = click(pages::contacts, {{"email", address}, {"action", action}});
    BOOST_TEST(answer.status() == 303);
    BOOST_TEST(answer.place() == "contacts", action);  // not on to the private space
    BOOST_TEST(std::get<ToPage>(answer.step.response.content).query == "fait=code");
    BOOST_TEST(sent(MessageKind::verification) == ++messages, action);
    pass(61s);
  }
}

BOOST_FIXTURE_TEST_CASE(a_number_that_needs_no_code_is_saved_once, Twice) {
  sign_in(browser, marie);
  const Answer answer =
      click(pages::contacts, {{"landline", "05 36 49 10 77"}, {"action", "save"}});
  BOOST_TEST(answer.place() == "contacts");
  BOOST_TEST(sent(MessageKind::contact_changed) <= 2U);  // by SMS and by e-mail, once
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
