#include "admin/drain.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>

#include "shell/start_error.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace std::chrono_literals;
using portillon::test::Folder;

namespace {

// A systemd whose pages need a while to stop and to start.
struct FakeUnits final : Units {
  std::vector<std::string> asked;
  bool target = true;
  int steps = 0;  // until what was asked for is reached

  void start(std::string_view unit) override {
    asked.push_back("start " + std::string(unit));
    target = true;
    steps = 3;
  }
  void stop(std::string_view unit) override {
    asked.push_back("stop " + std::string(unit));
    target = false;
    steps = 3;
  }
  std::vector<std::string> in_state(const std::vector<std::string>&,
                                    const std::vector<std::string>& patterns) override {
    if (patterns.front() == "portillon.target") {
      return target ? patterns : std::vector<std::string>{};
    }
    if (target || steps > 0) return {"portillon@code.service"};
    return {};
  }
};

struct Node {
  Folder folder;
  const std::filesystem::path flag = folder / "drain";
  FakeUnits units;
  std::ostringstream out;
  std::chrono::milliseconds slept{0};
  bool code_never_answers = false;
  Drain drain{out, units,
              [this] {
                const bool silent = code_never_answers || !units.target || units.steps > 0;
                return silent ? std::vector<std::string>{"code"} : std::vector<std::string>{};
              },
              [this](std::chrono::milliseconds time) {
                slept += time;
                if (units.steps > 0) --units.steps;
              }};

  DrainPlan plan(bool stop) const { return {flag, "jdupont", 10s, stop}; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(drain_command)

BOOST_FIXTURE_TEST_CASE(pages_serve_on_while_load_balancers_look_elsewhere, Node) {
  drain.drain(plan(false));
  BOOST_TEST(std::filesystem::exists(flag));
  BOOST_TEST(portillon::test::read(flag) == "jdupont\n");
  BOOST_TEST((slept == 10s));
  BOOST_TEST(units.asked.empty());
}

BOOST_FIXTURE_TEST_CASE(pages_are_stopped_only_after_the_wait_and_their_end_is_awaited, Node) {
  drain.drain(plan(true));
  BOOST_TEST((units.asked == std::vector<std::string>{"stop portillon.target"}));
  BOOST_TEST((slept == 10s + 300ms));
}

BOOST_FIXTURE_TEST_CASE(a_second_drain_waits_for_nothing_and_a_later_stop_stops, Node) {
  drain.drain(plan(false));
  drain.drain(plan(false));
  BOOST_TEST((slept == 10s));
  drain.drain(plan(true));
  drain.drain(plan(true));
  BOOST_TEST((units.asked == std::vector<std::string>{"stop portillon.target"}));
  BOOST_TEST(out.str().find("stopped already") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_way_back_starts_what_is_stopped_and_waits_until_every_page_answers,
                        Node) {
  drain.drain(plan(true));
  slept = 0ms;
  drain.undrain(flag);
  BOOST_TEST(units.asked.back() == "start portillon.target");
  BOOST_TEST((slept == 300ms));
  BOOST_TEST(!std::filesystem::exists(flag));
  const auto asked = units.asked.size();
  drain.undrain(flag);
  BOOST_TEST(units.asked.size() == asked);
  BOOST_TEST(out.str().find("was not out") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_node_with_a_silent_page_stays_out, Node) {
  drain.drain(plan(true));
  code_never_answers = true;
  BOOST_CHECK_EXCEPTION(drain.undrain(flag), StartError, [](const StartError& error) {
    return std::string(error.what()).find("do not answer, so this node stays out: code") !=
           std::string::npos;
  });
  BOOST_TEST(std::filesystem::exists(flag));
}

BOOST_FIXTURE_TEST_CASE(a_flag_that_cannot_be_written_stops_nothing, Node) {
  DrainPlan nowhere = plan(true);
  nowhere.flag = folder / "absent/drain";
  BOOST_CHECK_THROW(drain.drain(nowhere), StartError);
  BOOST_TEST(units.asked.empty());
}

BOOST_AUTO_TEST_SUITE_END()
