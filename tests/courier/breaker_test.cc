#include "courier/breaker.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;
using namespace std::chrono_literals;

namespace {

struct Failing {
  Breaker breaker;
  Breaker::Clock::time_point now{1h};
  void fail(int times) {
    for (int i = 0; i < times; ++i) {
      BOOST_REQUIRE(breaker.admit(now));
      breaker.failed(now, 0.5);
    }
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(breaker_of_a_provider, Failing)

BOOST_AUTO_TEST_CASE(four_failures_and_a_success_leave_it_as_it_was) {
  fail(4);
  BOOST_TEST(!breaker.down());
  breaker.succeeded();
  fail(4);
  BOOST_TEST(breaker.admit(now));
}

BOOST_AUTO_TEST_CASE(the_fifth_in_a_row_closes_it_for_a_second) {
  fail(5);
  BOOST_TEST(breaker.down());
  BOOST_TEST(!breaker.admit(now + 999ms));
  BOOST_TEST(breaker.admit(now + 1s));
}

BOOST_AUTO_TEST_CASE(one_message_asks_whether_it_is_back_and_the_others_wait) {
  fail(5);
  now += 1s;
  BOOST_TEST(breaker.admit(now));
  BOOST_TEST(!breaker.admit(now));
  BOOST_TEST((breaker.ready_at() > Breaker::Clock::now()));
  breaker.succeeded();
  BOOST_TEST(!breaker.down());
  BOOST_TEST(breaker.admit(now));
  BOOST_TEST(breaker.admit(now));
}

BOOST_AUTO_TEST_CASE(each_failure_more_doubles_the_time_up_to_a_minute) {
  fail(5);
  for (const auto wait : {2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
    now = breaker.ready_at();
    fail(1);
    BOOST_TEST((breaker.ready_at() == now + wait));
  }
}

BOOST_AUTO_TEST_CASE(several_couriers_do_not_come_back_together) {
  Breaker early;
  Breaker late;
  for (int i = 0; i < 5; ++i) {
    early.failed(now, 0);
    late.failed(now, 1);
  }
  BOOST_TEST((early.ready_at() == now + 750ms));
  BOOST_TEST((late.ready_at() == now + 1250ms));
}

BOOST_AUTO_TEST_CASE(what_was_on_its_way_when_it_closed_makes_it_no_longer) {
  fail(5);
  const auto ready = breaker.ready_at();
  breaker.failed(now + 500ms, 0.5);
  BOOST_TEST((breaker.ready_at() == ready));
  BOOST_TEST(breaker.failures() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()
