#include "admin/roll.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

namespace {

SubjectId subject(unsigned char which) {
  SubjectId subject{};
  subject[0] = 1;
  subject[5] = which;
  return subject;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(roll)

BOOST_AUTO_TEST_CASE(a_member_is_named_once_and_the_line_is_known) {
  Roll roll(10, false);
  BOOST_TEST(!roll.has(7));
  BOOST_TEST(roll.name(7, 2) == 0u);
  BOOST_TEST(roll.name(7, 900) == 2u);
  BOOST_TEST(roll.has(7));
  BOOST_TEST(!roll.has(1'000'000));
}

BOOST_AUTO_TEST_CASE(new_ones_are_numbered_on_and_known_until_the_database_knows_them) {
  Roll roll(10, false);
  const auto first = roll.add(subject(1), 2, 0);
  BOOST_TEST(first.number == 11u);
  BOOST_TEST(first.earlier == 0u);
  BOOST_TEST(roll.add(subject(1), 40, 3).earlier == 2u);
  BOOST_TEST(roll.add(subject(2), 41, 3).number == 12u);
  roll.forget_until(0);
  BOOST_TEST(!roll.added(subject(1)));
  BOOST_TEST(roll.added(subject(2)));
  BOOST_TEST(roll.name(first.number, 50) == 2u);
}

BOOST_AUTO_TEST_CASE(in_a_dry_run_nobody_is_forgotten) {
  Roll roll(0, true);
  roll.add(subject(1), 2, 0);
  roll.forget_until(9);
  BOOST_TEST(roll.add(subject(1), 4000, 90).earlier == 2u);
}

BOOST_AUTO_TEST_CASE(a_number_that_was_taken_is_passed_over) {
  Roll roll(10, false);
  roll.add(subject(1), 2, 0);
  BOOST_TEST(roll.renumber(25, 2) == 26u);
  BOOST_TEST(roll.renumber(3, 5) == 27u);
  BOOST_TEST(roll.has(27));
}

BOOST_AUTO_TEST_SUITE_END()
