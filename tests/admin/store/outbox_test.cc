#include "admin/outbox.h"

#include <boost/test/unit_test.hpp>

#include "admin/outbox_report.h"
#include "shell/start_error.h"
#include "store/dispatch.h"
#include "store/queries.h"
#include "tests/store/support/server.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono_literals;

namespace {

constexpr Query<Params<>, Row<std::string, std::string, std::string>> kTrail{
    "SELECT event, device, detail FROM audit ORDER BY id", accounts("admin")};

Keys audit_key(Random& random) {
  std::vector<KeyRing> rings;
  rings.push_back(KeyRing::parse("audit_admin", "test", generate_key_line(random, 1)));
  return Keys(std::move(rings));
}

struct Office {
  Server& server = Server::get();
  Settings settings;
  SystemRandom random;
  Connection admin{server.account("admin")};
  Connection root{server.root()};
  Connection courier_connection{server.account("courier")};
  SqlDispatch courier{courier_connection};
  Keys keys = audit_key(random);
  Outbox outbox{admin, settings, random, keys, "jdupont"};

  Office() { server.empty(); }
  void message(int key, std::string_view state, std::string_view due = "NULL") {
    server.execute(
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
        "queued_at, state, priority, due_at, reference, reason, purge_at) VALUES (" +
        std::to_string(key) +
        ", 'password_changed', 'sms', REPEAT('s', 32), 1, REPEAT('j', 32), UTC_TIMESTAMP(6), "
        "UTC_TIMESTAMP(6) - INTERVAL 5 MINUTE, '" +
        std::string(state) + "', 2, " + std::string(due) + ", 'K7C-4Q" + std::to_string(key) +
        "', 'why', '2099-01-01')");
  }
  std::string state(MessageKey key) { return outbox.find(number_text(key)).at(0).state; }
  std::vector<std::string> acts() {
    std::vector<std::string> all;
    for (auto& [event, by, detail] : root.all(kTrail))
      all.push_back(event + " " + by + " " + detail);
    return all;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(outbox_of_the_command, Office)

BOOST_AUTO_TEST_CASE(a_message_is_found_by_its_reference_or_its_number) {
  message(3, "failed");
  BOOST_TEST(outbox.find("k7c 4q3").at(0).number == 3u);
  BOOST_TEST(outbox.find("0000000000000003").at(0).reference == "K7C-4Q3");
  BOOST_TEST(outbox.find("0000000000000004").empty());
  BOOST_CHECK_THROW(outbox.find("Marie"), StartError);
  BOOST_CHECK_THROW(outbox.find("00000000000000zz"), StartError);
}

BOOST_AUTO_TEST_CASE(what_failed_is_due_again_and_what_left_is_not) {
  message(3, "failed");
  message(4, "handed_over");
  message(5, "sending", "UTC_TIMESTAMP(6) + INTERVAL 20 SECOND");
  message(6, "queued", "UTC_TIMESTAMP(6) + INTERVAL 4 MINUTE");
  std::vector<ShownMessage> all;
  for (const char* number : {"3", "4", "5", "6"}) {
    all.push_back(outbox.find(std::string(15, '0') + number).at(0));
  }
  BOOST_TEST(outbox.retry(all) == 2u);
  const auto due = courier.claim(10, 60s);
  BOOST_REQUIRE(due.size() == 2u);
  BOOST_TEST(due[0].key + due[1].key == 9u);
  BOOST_TEST((acts() == std::vector<std::string>{"outbox_by_operator jdupont retry"}));
}

BOOST_AUTO_TEST_CASE(what_waits_can_be_let_go_and_its_courier_writes_nothing_any_more) {
  message(3, "queued", "UTC_TIMESTAMP(6)");
  message(4, "handed_over");
  const Claimed claim = courier.claim(1, 60s).at(0);
  BOOST_TEST(outbox.drop({outbox.find("0000000000000003").at(0),
                          outbox.find("0000000000000004").at(0)}) == 1u);
  BOOST_TEST(state(3) == "dropped");
  BOOST_TEST(state(4) == "handed_over");
  BOOST_TEST(!courier.start_notice(claim, "AB12"));
  BOOST_TEST((acts() == std::vector<std::string>{"outbox_by_operator jdupont drop"}));
}

BOOST_AUTO_TEST_CASE(nothing_changed_leaves_no_row_of_audit) {
  message(4, "handed_over");
  BOOST_TEST(outbox.retry({outbox.find("0000000000000004").at(0)}) == 0u);
  BOOST_TEST(acts().empty());
}

BOOST_AUTO_TEST_CASE(a_canary_goes_where_the_configuration_says_or_not_at_all) {
  BOOST_CHECK_THROW(outbox.test(Channel::sms), StartError);
  settings.canary.mobile = "+33612345678";
  const MessageKey key = outbox.test(Channel::sms);
  BOOST_CHECK_THROW(outbox.test(Channel::email), StartError);
  BOOST_TEST(outbox.canaries(10).at(0).number == key);
  const Claimed claim = courier.claim(10, 60s).at(0);
  BOOST_TEST((claim.kind == MessageKind::canary));
  BOOST_TEST((acts() == std::vector<std::string>{"outbox_by_operator jdupont test"}));
}

BOOST_AUTO_TEST_CASE(the_list_counts_and_shows_what_to_look_at) {
  message(3, "failed");
  message(4, "handed_over");
  message(6, "queued", "UTC_TIMESTAMP(6) + INTERVAL 4 MINUTE");
  ProviderState provider;
  provider.name = "gateway";
  provider.down = true;
  provider.failed = 5;
  provider.failed_at = outbox.now() - 3s;
  provider.reason = "connect";
  courier.report(7, {provider});
  const OutboxView view{outbox.now(),          outbox.providers(),
                        outbox.counts(),       outbox.waiting(1min, 9),
                        outbox.failed(24h, 9), outbox.canaries(9)};
  const std::string text = outbox_text(view);
  for (const char* shown : {"gateway", "DOWN", "5 failures", "(connect)", "K7C-4Q3", "K7C-4Q6",
                            "next in", "Canaries of the last week: none"}) {
    BOOST_TEST(text.find(shown) != text.npos, shown);
  }
  BOOST_TEST(text.find("K7C-4Q4") == text.npos);
  BOOST_TEST(outbox_json(view).find("\"state\":\"failed\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_limit_kept_back_or_an_address_sent_back_is_not_retried_with_the_rest) {
  int key = 3;
  for (const char* reason : {"poisoned", "destination_limit", "sms_budget", "bounced", "npai"}) {
    message(key, "failed");
    server.execute("UPDATE outbox SET reason = '" + std::string(reason) +
                   "' WHERE message = " + std::to_string(key++));
  }
  const auto messages = outbox.worth_retrying(24h, 9);
  BOOST_REQUIRE(messages.size() == 1u);
  BOOST_TEST(messages[0].reason == "poisoned");
  BOOST_TEST(outbox.failed(24h, 9).size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
