#include <boost/test/unit_test.hpp>

#include "tests/support/town.h"

namespace portillon::test {
namespace {

Answer ask_health(Town& town, std::string_view url, bool inside = false) {
  Browser browser;
  Request request;
  request.url = url;
  request.inside = inside;
  return town.ask(browser, pages::health, request);
}

std::string body(const Answer& answer) { return std::get<Bare>(answer.step.response.content).body; }

struct HealthyTown : Town {
  HealthyTown() { records.healthy = {{kSchemaVersion, kSchemaVersion}, std::nullopt}; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(health)

BOOST_FIXTURE_TEST_CASE(a_program_is_alive_without_its_database, HealthyTown) {
  records.broken = true;
  const Answer answer = ask_health(*this, "sante/vivant");
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(body(answer) == "ok\n");
  BOOST_TEST(records.asked.empty());
}

BOOST_FIXTURE_TEST_CASE(it_is_ready_when_nothing_is_missing, HealthyTown) {
  BOOST_TEST(ask_health(*this, "sante/pret").status() == 200);
  const Answer inside = ask_health(*this, "sante/pret", true);
  BOOST_TEST(body(inside) == "{\"ready\":true,\"missing\":[],\"late\":[],\"schema\":" +
                                 std::to_string(kSchemaVersion) + "}\n");
}

BOOST_FIXTURE_TEST_CASE(it_is_not_ready_without_the_database, HealthyTown) {
  records.broken = true;
  const Answer answer = ask_health(*this, "sante/pret", true);
  BOOST_TEST(answer.status() == 503);
  BOOST_TEST(answer.step.response.retry_after.has_value());
  BOOST_TEST(body(answer) == "{\"ready\":false,\"missing\":[\"database\"],\"late\":[]}\n");
}

BOOST_FIXTURE_TEST_CASE(it_is_ready_on_a_newer_schema_that_still_serves_it, HealthyTown) {
  records.healthy.schema = {kSchemaVersion + 1, kSchemaVersion};
  BOOST_TEST(ask_health(*this, "sante/pret").status() == 200);
}

BOOST_FIXTURE_TEST_CASE(it_is_not_ready_on_a_schema_that_it_does_not_know, HealthyTown) {
  records.healthy.schema = {kSchemaVersion + 1, kSchemaVersion + 1};
  const Answer answer = ask_health(*this, "sante/pret", true);
  BOOST_TEST(answer.status() == 503);
  BOOST_TEST(body(answer).find("\"missing\":[\"schema\"]") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(messages_that_wait_over_five_minutes_are_told_but_take_no_node_out,
                        HealthyTown) {
  records.healthy.oldest_queued = 5min;
  BOOST_TEST(body(ask_health(*this, "sante/pret", true)).find("\"late\":[]") != std::string::npos);
  records.healthy.oldest_queued = 5min + 1s;
  const Answer answer = ask_health(*this, "sante/pret", true);
  BOOST_TEST(answer.status() == 200);
  BOOST_TEST(body(answer).find("\"late\":[\"courier\"]") != std::string::npos);
  BOOST_TEST(body(answer).find("\"oldest_queued_seconds\":301") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(outside_nothing_is_told_but_ready_or_not, HealthyTown) {
  records.broken = true;
  const Answer answer = ask_health(*this, "sante/pret");
  BOOST_TEST(answer.status() == 503);
  BOOST_TEST(body(answer) == "indisponible\n");
  BOOST_TEST(std::get<Bare>(answer.step.response.content).type == "text/plain");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
