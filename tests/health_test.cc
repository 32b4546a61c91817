#include <boost/test/unit_test.hpp>

#include "page/node.h"
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
  HealthyTown() { records.healthy = {{kSchemaVersion, kSchemaVersion}, std::nullopt, now}; }
};

// On a machine of which the test says how it is.
struct HealthyNode : HealthyTown {
  struct Machine final : Node {
    Time now{};
    NodeState state;
    Time clock() override { return now; }
    NodeState look() override { return state; }
  } machine;

  HealthyNode() {
    machine.now = now;
    node = &machine;
  }
  std::string told() { return body(ask_health(*this, "sante/pret", true)); }
  int status() { return ask_health(*this, "sante/pret").status(); }
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

BOOST_FIXTURE_TEST_CASE(a_node_that_drains_is_not_ready_and_stays_alive, HealthyNode) {
  BOOST_TEST(status() == 200);
  machine.state.draining = true;
  BOOST_TEST(status() == 503);
  BOOST_TEST(told().find("\"missing\":[\"drain\"]") != std::string::npos);
  BOOST_TEST(ask_health(*this, "sante/vivant").status() == 200);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_does_not_answer_takes_the_node_out_and_is_named, HealthyNode) {
  machine.state.silent = {"code", "prove"};
  BOOST_TEST(status() == 503);
  BOOST_TEST(told().find("\"missing\":[\"page:code\",\"page:prove\"]") != std::string::npos);
  records.broken = true;  // and what is wrong beside it is told too
  BOOST_TEST(told().find("\"page:prove\",\"database\"]") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_clock_that_is_off_is_told_and_one_that_is_wrong_takes_the_node_out,
                        HealthyNode) {
  machine.now = now - 5s;
  BOOST_TEST(told().find("\"late\":[]") != std::string::npos);
  machine.now = now - 6s;
  BOOST_TEST(told().find("\"late\":[\"clock\"]") != std::string::npos);
  BOOST_TEST(told().find("\"clock_seconds\":-6}") != std::string::npos);
  BOOST_TEST(status() == 200);
  machine.now = now + 5min;
  BOOST_TEST(status() == 200);
  machine.now = now + 5min + 1s;
  BOOST_TEST(status() == 503);
  BOOST_TEST(told().find("\"missing\":[\"clock\"]") != std::string::npos);
  BOOST_TEST(told().find("\"clock_seconds\":301}") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_disk_that_fills_up_is_told_and_a_full_one_takes_the_node_out,
                        HealthyNode) {
  machine.state.disks = {{"/var/log", Space::little}};
  BOOST_TEST(status() == 200);
  BOOST_TEST(told().find("\"late\":[\"disk:/var/log\"]") != std::string::npos);
  machine.state.disks = {{"/var/log", Space::none}};
  BOOST_TEST(status() == 503);
  BOOST_TEST(told().find("\"missing\":[\"disk:/var/log\"]") != std::string::npos);
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
