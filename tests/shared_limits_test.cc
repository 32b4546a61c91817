// What all members use up together: the breaker on wrong codes, one network's share of them, the
// SMS of the day, and the desks' own journeys.
#include <boost/test/unit_test.hpp>

#include "message_ids.h"
#include "page/buckets.h"
#include "tests/support/town.h"

namespace portillon::test {
namespace {

struct Door {
  Town town;
  Browser browser;
  Person who;
  explicit Door(Person Town::*person = &Town::marie) : who(town.*person) {}

  Answer choose(const std::string& channel) {
    return town.post(browser, pages::channel, {{"channel", channel}});
  }
  Answer type(const std::string& code) { return town.post(browser, pages::code, {{"code", code}}); }
  Answer resend() { return town.post(browser, pages::code, {{"action", "resend"}}); }
  void use_up(const Bucket& bucket, unsigned used) {
    town.records.tables.buckets[bucket.name] = {town.now, used};
  }
  // All but `left` wrong codes of the caisse were typed by others.
  void leave(unsigned left) {
    const Bucket all = wrong_codes_of_all(town.settings.limits);
    use_up(all, all.most - left);
  }
  void spend_sms() {
    const Bucket budget = sms_budget(town.settings.limits);
    use_up(budget, budget.most);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(shared_limits)

BOOST_AUTO_TEST_CASE(the_last_wrong_code_of_the_caisse_closes_the_entry_and_is_told_once) {
  Door door;
  door.town.to_code(door.browser, door.who);
  door.leave(2);
  const std::string bad = wrong_code(door.town.code_of(door.who));
  BOOST_TEST(!door.type(bad).recorded(Event::code_entry_closed));
  BOOST_TEST(door.type(bad).recorded(Event::code_entry_closed));
  const Answer refused = door.type(bad);
  BOOST_TEST(refused.status() == 429);
  BOOST_TEST(!refused.recorded(Event::code_entry_closed));
  BOOST_TEST(refused.recorded(Event::code_entry_refused));
}

BOOST_AUTO_TEST_CASE(closed_a_right_code_is_not_looked_at_and_stays_good) {
  Door door;
  door.town.to_code(door.browser, door.who);
  const Recovery before = door.town.recovery(door.who);
  door.leave(0);
  for (const std::string& code : {door.town.code_of(door.who), std::string("12")}) {
    const Answer answer = door.type(code);
    BOOST_TEST(answer.status() == 429);
    BOOST_TEST((answer.step.response.retry_after == 600s));
    BOOST_TEST(answer.says(msg::code_closed));
    BOOST_TEST(answer.shows("10 h 12"));
    BOOST_TEST(answer.shows("reste valable jusqu&#39;à 10 h 32"));
  }
  const Recovery after = door.town.recovery(door.who);
  BOOST_TEST(after.version == before.version);
  BOOST_TEST(after.code->wrong == 0U);
  door.town.pass(10min);
  BOOST_TEST(door.type(door.town.code_of(door.who)).place() == "sent");
}

BOOST_AUTO_TEST_CASE(a_code_that_dies_before_the_entry_opens_is_not_called_good) {
  Door door;
  door.town.to_code(door.browser, door.who);
  door.town.pass(25min);
  door.leave(0);
  BOOST_TEST(door.type("1234").says(msg::code_closed_too_long));
}

BOOST_AUTO_TEST_CASE(closed_no_code_is_sent_and_the_letter_stands_chosen) {
  Door door;
  door.town.identify(door.browser, door.who);
  door.leave(0);
  const Answer page = door.town.get(door.browser, pages::channel);
  BOOST_TEST(page.shows("value=\"sms\" disabled"));
  BOOST_TEST(page.shows("value=\"email\" disabled"));
  BOOST_TEST(page.shows("value=\"letter\" checked"));
  BOOST_TEST(page.shows("momentanément indisponible, jusqu&#39;à 10 h 12"));
  for (const char* way : {"sms", "email"}) {
    const Answer answer = door.choose(way);
    BOOST_TEST(answer.status() == 429);
    BOOST_TEST(answer.says(msg::channel_codes_refused));
    BOOST_TEST((answer.effect<Queue>() == nullptr));
  }
  BOOST_TEST(door.choose("letter").place() == "sent");
}

BOOST_AUTO_TEST_CASE(closed_a_code_is_not_sent_again_either) {
  Door door;
  door.town.to_code(door.browser, door.who);
  door.town.pass(2min);
  door.leave(0);
  BOOST_TEST(door.town.get(door.browser, pages::code).says(msg::code_wait_closed));
  const Answer answer = door.resend();
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST((answer.effect<Queue>() == nullptr));
}

BOOST_AUTO_TEST_CASE(one_network_may_not_try_at_many_members) {
  Door door;
  door.town.settings.limits.wrong_codes_an_hour = 2;
  door.town.to_code(door.browser, door.who);
  Browser other;
  door.town.to_code(other, door.town.lucien);
  const std::string bad = wrong_code(door.town.code_of(door.who));
  BOOST_TEST(door.type(bad).status() == 422);
  BOOST_TEST(door.type(bad).status() == 422);
  const Answer answer = door.town.post(other, pages::code, {{"code", "9999"}});
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST(answer.says(msg::code_network_closed));
  BOOST_TEST((answer.step.response.retry_after == 3600s));
  other.client = "198.51.100.7";
  const std::string good = door.town.code_of(door.town.lucien);
  BOOST_TEST(door.town.post(other, pages::code, {{"code", good}}).place() == "sent");
}

BOOST_AUTO_TEST_CASE(a_strangers_wrong_codes_count_and_are_stopped_as_a_members) {
  for (const bool known : {true, false}) {
    Door door;
    const Person who = known ? door.who : door.town.stranger(Kind::particulier, false);
    door.town.to_code(door.browser, who);
    door.leave(1);
    BOOST_TEST(door.type("0000").recorded(Event::code_entry_closed));
    BOOST_TEST(door.type("0000").status() == 429);
  }
}

BOOST_AUTO_TEST_CASE(when_sms_are_used_up_the_page_says_so_and_mail_stands_chosen) {
  Door door;
  door.town.identify(door.browser, door.who);
  door.spend_sms();
  const Answer page = door.town.get(door.browser, pages::channel);
  BOOST_TEST(page.shows("value=\"sms\" disabled"));
  BOOST_TEST(page.shows("value=\"email\" checked"));
  BOOST_TEST(page.says(msg::channel_away));
  const Answer answer = door.choose("sms");
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST(answer.says(msg::channel_sms_refused));
  BOOST_TEST((answer.effect<Queue>() == nullptr));
  BOOST_TEST(door.choose("email").place() == "code");
}

BOOST_AUTO_TEST_CASE(with_a_budget_of_nothing_no_sms_is_offered) {
  Door door;
  door.town.settings.limits.sms_a_day = 0;
  door.town.identify(door.browser, door.who);
  BOOST_TEST(door.town.get(door.browser, pages::channel).shows("value=\"sms\" disabled"));
  BOOST_TEST(door.choose("sms").status() == 422);
}

BOOST_AUTO_TEST_CASE(when_sms_are_used_up_a_code_by_sms_is_not_sent_again) {
  Door door;
  door.town.to_code(door.browser, door.who);
  door.town.pass(2min);
  door.spend_sms();
  BOOST_TEST(door.town.get(door.browser, pages::code).says(msg::channel_sms_refused));
  const Answer answer = door.resend();
  BOOST_TEST(answer.status() == 422);
  BOOST_TEST((answer.effect<Queue>() == nullptr));
  BOOST_TEST(door.type(door.town.code_of(door.who)).place() == "sent");
}

BOOST_AUTO_TEST_CASE(an_sms_that_could_not_go_is_told_after_the_right_code) {
  Door door;
  door.town.to_temporary(door.browser, door.who);
  BOOST_TEST(!door.town.get(door.browser, pages::sent).shows("n'a pas pu être remis"));
  for (auto& [key, row] : door.town.records.tables.outbox) row.state = MessageState::failed;
  BOOST_TEST(door.town.get(door.browser, pages::sent).shows("n'a pas pu être remis"));
}

BOOST_AUTO_TEST_CASE(a_desk_has_its_own_journeys_over_all_its_addresses) {
  Town town;
  town.settings.desks = {{"agence-dax", {"192.0.2.0/24"}, 30}};
  const auto start = [&](const std::string& desk, const std::string& client) {
    Browser browser;
    browser.client = client;
    browser.desk = desk;
    return town.post(browser, pages::identify, {{"identifier", town.marie.identifier}});
  };
  for (unsigned n = 0; n < 30; ++n) {
    const Answer answer = start("agence-dax", "192.0.2." + std::to_string(n % 3));
    BOOST_TEST(answer.status() == 303);
    BOOST_TEST(answer.effect<Audit>()->detail == "agence-dax");
  }
  const Answer refused = start("agence-dax", "192.0.2.9");
  BOOST_TEST(refused.status() == 429);
  BOOST_TEST(refused.effect<Audit>()->detail == "agence-dax");
  BOOST_TEST(start("", "198.51.100.1").status() == 303);
  BOOST_TEST(start("", "198.51.100.1").effect<Audit>()->detail.empty());
}

BOOST_AUTO_TEST_CASE(who_started_too_often_is_told_when_the_hour_ends) {
  Town town;
  Browser browser;
  for (unsigned n = 0; n < 20; ++n) {
    Browser fresh;
    town.identify(fresh, town.marie);
  }
  town.pass(20min);
  const Answer answer =
      town.post(browser, pages::identify, {{"identifier", town.marie.identifier}});
  BOOST_TEST(answer.status() == 429);
  BOOST_TEST((answer.step.response.retry_after == 40min));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
