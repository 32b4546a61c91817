#include "admin/stats.h"

#include <boost/test/unit_test.hpp>

#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;

namespace {

struct Trail : Town {
  void happened(const std::string& event, const std::string& detail, bool to_marie,
                const std::string& ago) {
    const std::string subject =
        to_marie ? "x'" + to_hex(view(subject_of(kMarie))) + "'" : "REPEAT('n', 32)";
    server.execute(
        "INSERT INTO audit (at, event, subject, device, page, detail) VALUES "
        "(UTC_TIMESTAMP(6) - INTERVAL " +
        ago + ", '" + event + "', " + subject + ", '', 'identify', '" + detail + "')");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stats, Trail)

BOOST_AUTO_TEST_CASE(journeys_are_counted_by_day_and_week_with_members_apart) {
  happened("journey_started", "", true, "1 HOUR");
  happened("journey_started", "agence-dax", false, "2 HOUR");
  happened("journey_started", "", false, "3 DAY");
  happened("journey_started", "", false, "8 DAY");
  happened("journey_abandoned", "code", false, "1 HOUR");
  happened("sign_in_failure", "password", true, "1 HOUR");
  happened("letter_limited", "", true, "1 HOUR");
  server.execute(
      "INSERT INTO outbox (message, kind, channel, subject, member, journey, on_file_before, "
      "queued_at, state, priority, purge_at) VALUES (1, 'code', 'sms', REPEAT('s', 32), 7, "
      "REPEAT('j', 32), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), 'delivered', 0, '2099-01-01'), (2, "
      "'code', 'sms', REPEAT('s', 32), 0, REPEAT('j', 32), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), "
      "'handed_over', 0, '2099-01-01')");
  Connection admin = as("admin");
  const Stats stats = read_stats(admin);
  BOOST_TEST_REQUIRE(stats.periods.size() == 2u);
  const auto& [started, tally] = stats.periods[0].steps.front();
  BOOST_TEST(started == "journey_started");
  BOOST_TEST(tally.all == 2u);
  BOOST_TEST(tally.members == 1u);
  BOOST_TEST(stats.periods[1].steps.front().second.all == 3u);
  BOOST_TEST(stats.periods[0].given_up.at("code").all == 1u);
  BOOST_TEST(stats.periods[0].sign_ins.at("failure").members == 1u);
  BOOST_TEST(stats.periods[0].refused.at("letter_limited").all == 1u);
  BOOST_TEST((stats.periods[0].messages.at({"sms", "delivered"}).members == 1u));
  BOOST_TEST((stats.periods[0].messages.at({"sms", "handed_over"}).nobody == 1u));

  const std::string text = stats_text(stats);
  BOOST_TEST(text.find("journey_started") != std::string::npos);
  const std::string json = stats_json(stats);
  BOOST_TEST(json.find("\"journey_started\":{\"all\":2,\"members\":1}") != std::string::npos, json);
  // Nobody is to be found in it.
  for (const std::string& shown : {text, json}) {
    BOOST_TEST(shown.find(to_hex(view(subject_of(kMarie)))) == std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
