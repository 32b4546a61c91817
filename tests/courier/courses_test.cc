#include "courier/courses.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/courier/support/post_office.h"

using namespace portillon;
using namespace portillon::test;

namespace {

struct Learned {
  PostOffice office;
  Courses courses;
  Course of(MessageKey number, Channel channel = Channel::sms) {
    Claimed claimed;
    claimed.subject = subject_number(number);
    claimed.channel = channel;
    return courses.plausible(claimed, office.keys, office.random);
  }
  void learn(int delivered, int failed, int silent) {
    auto& real = office.dispatch.real_courses;
    for (int i = 0; i < delivered; ++i) real.push_back({MessageState::delivered, (i + 1) * 1s});
    for (int i = 0; i < failed; ++i) real.push_back({MessageState::failed, (i + 1) * 1min});
    for (int i = 0; i < silent; ++i) real.push_back({});
    courses.refresh(Channel::sms, office.dispatch);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(courses_of_nobody, Learned)

BOOST_AUTO_TEST_CASE(where_nothing_was_heard_of_nothing_is_shown) {
  BOOST_TEST(!of(1).settled.has_value());
  learn(0, 0, 50);
  BOOST_TEST(!of(1).settled.has_value());
}

BOOST_AUTO_TEST_CASE(as_many_fail_as_of_the_real_ones) {
  learn(70, 20, 10);
  int delivered = 0;
  int failed = 0;
  constexpr int kSubjects = 2000;
  for (int i = 0; i < kSubjects; ++i) {
    const Course course = of(static_cast<MessageKey>(i));
    delivered += course.settled == MessageState::delivered;
    failed += course.settled == MessageState::failed;
  }
  // Five standard deviations around 20 % of all, and around 7/8 of the rest.
  BOOST_TEST(std::abs(failed - 400) < 90);
  BOOST_TEST(std::abs(delivered - 1400) < 130);
}

BOOST_AUTO_TEST_CASE(a_strangers_telephone_is_as_dead_tomorrow_as_today) {
  learn(50, 50, 0);
  for (MessageKey number = 0; number < 50; ++number) {
    const bool fails = of(number).settled == MessageState::failed;
    for (int again = 0; again < 5; ++again) {
      BOOST_TEST((of(number).settled == MessageState::failed) == fails);
    }
  }
}

BOOST_AUTO_TEST_CASE(it_takes_as_long_as_one_of_the_real_ones_that_fared_so) {
  learn(10, 0, 0);
  std::set<std::chrono::microseconds> seen;
  for (int i = 0; i < 200; ++i) seen.insert(of(7).after);
  BOOST_TEST((seen.size() == 10U));
  BOOST_TEST((*seen.begin() == 1s && *seen.rbegin() == 10s));
}

BOOST_AUTO_TEST_CASE(the_outbox_is_asked_once_a_minute_whoever_comes) {
  learn(1, 0, 0);
  courses.refresh(Channel::sms, office.dispatch);
  courses.refresh(Channel::email, office.dispatch);
  courses.refresh(Channel::email, office.dispatch);
  BOOST_TEST(std::ranges::count(office.steps.taken, "courses") == 2);
}

BOOST_AUTO_TEST_CASE(where_receipts_are_told_strangers_have_a_course_from_the_first_message_on) {
  Courses assumed({Channel::sms});
  const auto plausible = [&](Channel channel, MessageKey number) {
    Claimed claimed;
    claimed.subject = subject_number(number);
    claimed.channel = channel;
    return assumed.plausible(claimed, office.keys, office.random);
  };
  assumed.refresh(Channel::sms, office.dispatch);
  assumed.refresh(Channel::email, office.dispatch);
  int delivered = 0;
  for (MessageKey number = 0; number < 100; ++number) {
    const Course course = plausible(Channel::sms, number);
    BOOST_TEST(course.settled.has_value());
    BOOST_TEST((course.after > 1s && course.after < 30s));
    delivered += course.settled == MessageState::delivered;
    BOOST_TEST(!plausible(Channel::email, number).settled.has_value());
  }
  BOOST_TEST(delivered > 80);
}

BOOST_AUTO_TEST_CASE(twenty_real_ones_are_enough) {
  Courses assumed({Channel::sms});
  for (int i = 0; i < 20; ++i) office.dispatch.real_courses.push_back({});
  assumed.refresh(Channel::sms, office.dispatch);
  Claimed claimed;
  claimed.channel = Channel::sms;
  BOOST_TEST(!assumed.plausible(claimed, office.keys, office.random).settled.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
