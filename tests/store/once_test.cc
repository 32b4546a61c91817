// What leaves or opens once, or as often as is paid for, however many ask at the same moment.
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <mutex>

#include "courier/sms_budget.h"
#include "page/buckets.h"
#include "tests/store/support/crowd.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr unsigned kFifty = 50;
constexpr unsigned kHundred = 100;
const std::string kMarieNir = "2510224037005";
constexpr const char* kTemporary = "Ad4+EhR7j?Xt";

constexpr Query<Params<>, Row<std::uint64_t>> kTemporaries{
    "SELECT COUNT(*) FROM outbox WHERE kind = 'temporary'", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kLimited{
    "SELECT COUNT(*) FROM journeys WHERE stage = 'new_password'", accounts("admin")};

bool queued(const Step& step) { return does<Queue>(step); }

}  // namespace

BOOST_AUTO_TEST_SUITE(once)

BOOST_FIXTURE_TEST_CASE(the_sms_of_the_day_and_the_sends_to_one_number_are_what_they_are, Crowd) {
  settings.limits.sms_a_day = 20;
  std::string logged;
  std::mutex mutex;
  const Log log("courier", [&](std::string_view line) {
    const std::lock_guard lock(mutex);
    logged += line;
  });
  const auto couriers = [&](const std::function<bool(Dispatch&)>& take) {
    std::atomic<unsigned> taken = 0;
    together(
        kFifty, [&] { return std::make_unique<Connection>(server.account("courier")); },
        [&](unsigned, Connection& connection) {
          SqlDispatch dispatch(connection);
          // A courier that lost its race puts the message off and comes back.
          for (int round = 0; round < 20; ++round) {
            if (!take(dispatch)) continue;
            ++taken;
            return;
          }
        });
    return taken.load();
  };
  BOOST_TEST(couriers([&](Dispatch& dispatch) {
               return spend_sms(true, dispatch, settings.limits, log);
             }) == 20u);
  BOOST_TEST(couriers([&](Dispatch& dispatch) {
               return dispatch.spend(destination_sends(digest(5), settings.limits));
             }) == settings.limits.destination_a_day);
  const auto times = [&](const std::string& event) {
    unsigned found = 0;
    for (auto at = logged.find(event); at != std::string::npos; at = logged.find(event, at + 1)) {
      ++found;
    }
    return found;
  };
  BOOST_TEST(times("sms_budget_warning") == 1u);
  BOOST_TEST(times("sms_budget_spent") == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_hundred_right_codes_send_one_temporary_password, Crowd) {
  const Visitor visitor = at_code(nir(1), 0);
  mint(visitor, nir(1), "4321");
  BOOST_TEST(at_once(
                 kHundred, pages::code,
                 [&](unsigned, SqlStorage& node) {
                   Visitor copy = visitor;
                   return ask(node, copy, pages::code, {{"code", "4321"}});
                 },
                 queued) == 1u);
  BOOST_TEST(count(kTemporaries) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_hundred_sign_ins_with_one_temporary_password_open_one_session, Crowd) {
  call_marie(kMarieNir, "Tilleul-12 du pre");
  give_temporary(kTemporary);
  BOOST_TEST(at_once(
                 kHundred, pages::sign_in,
                 [&](unsigned, SqlStorage& node) {
                   Visitor visitor;
                   return ask(node, visitor, pages::sign_in,
                              {{"identifier", kMarieNir}, {"password", kTemporary}});
                 },
                 [](const Step& step) { return does<StartJourney>(step); }) == 1u);
  BOOST_TEST(count(kLimited) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
