// The arithmetic of the limits, against figures computed by hand (docs: requirements of the field).
#include "page/sizing.h"

#include <boost/test/unit_test.hpp>

namespace portillon::test {
namespace {

constexpr double kClose = 1e-9;
constexpr std::uint64_t kMembers = 100'000;

boost::test_tools::assertion_result near(double value, double expected, double share) {
  boost::test_tools::assertion_result good(value >= expected * (1 - share) &&
                                           value <= expected * (1 + share));
  good.message() << value << " is not " << expected;
  return good;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sizing)

BOOST_AUTO_TEST_CASE(three_tries_at_four_digits_are_3e_4_and_ten_in_a_row_1e_3) {
  const Sizing s = sizing_of(Limits{}, kMembers);
  BOOST_TEST(near(s.code, 3.0e-4, kClose));
  BOOST_TEST(near(s.member, 1.0e-3, 1e-3));
  BOOST_TEST(near(s.member_day, 9.0e-4, 1e-3));
  BOOST_TEST(near(s.member_year, 5.0e-3, 1e-2));
}

BOOST_AUTO_TEST_CASE(six_digits_are_1e_5_for_ten_in_a_row) {
  Limits limits;
  limits.code_digits = 6;
  BOOST_TEST(near(sizing_of(limits, kMembers).member, 1.0e-5, 1e-3));
  BOOST_TEST(near(sizing_of(limits, kMembers).code, 3.0e-6, kClose));
}

BOOST_AUTO_TEST_CASE(a_hundred_in_a_row_are_nists_most) {
  Limits limits;
  limits.wrong_codes_in_a_row = 100;
  BOOST_TEST(near(sizing_of(limits, kMembers).member, 9.95e-3, 1e-3));
  limits.code_digits = 6;
  BOOST_TEST(near(sizing_of(limits, kMembers).member, kNistBound, 1e-3));
}

BOOST_AUTO_TEST_CASE(without_the_row_a_year_would_be_28_percent) {
  BOOST_TEST(near(sizing_of(Limits{}, kMembers).without_row, 0.28, 1e-2));
  Limits five;
  five.code_tries = 5;
  BOOST_TEST(near(sizing_of(five, kMembers).without_row, 0.42, 1e-2));
}

BOOST_AUTO_TEST_CASE(spraying_all_members_is_stopped_by_what_all_use_up) {
  const Sizing s = sizing_of(Limits{}, kMembers);
  BOOST_TEST(near(s.spray_day_unhindered, 90, kClose));
  BOOST_TEST(near(s.spray_until_alarm, 0.03, kClose));
  BOOST_TEST(near(s.spray_day, 300.0 * 144 / 10'000, kClose));
  BOOST_TEST(near(s.spray_day_address, 100.0 * 24 / 10'000, kClose));
  // A caisse so small that its members are not enough to trip it.
  BOOST_TEST(near(sizing_of(Limits{}, 10).spray_day, 90.0 / 10'000, kClose));
}

BOOST_AUTO_TEST_CASE(cnils_25_failures_a_day_at_50_bits_are_below_1e_11_a_year) {
  const Sizing s = sizing_of(Limits{}, kMembers);
  BOOST_TEST(s.sign_in_tries_a_year == 9125U);
  BOOST_TEST(near(s.sign_in_year, 9125.0 / 1125899906842624.0, kClose));
  BOOST_TEST(s.temporary < 1e-18);
}

BOOST_AUTO_TEST_CASE(what_sending_costs_at_most) {
  const Sizing s = sizing_of(Limits{}, kMembers);
  BOOST_TEST(s.sms_a_day == 5000U);
  BOOST_TEST(s.letters_a_year == 400'000U);
  BOOST_TEST(s.letters_a_day_address == 480U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
