#include "courier/bell.h"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

using namespace portillon;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

Clock::duration waited(Bell& bell, Channel channel, std::chrono::milliseconds time) {
  const auto began = Clock::now();
  bell.wait(channel, time, {});
  return Clock::now() - began;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bell)

BOOST_AUTO_TEST_CASE(who_is_rung_for_wakes_and_who_is_not_sleeps_on) {
  Bell bell;
  std::atomic<bool> woke = false;
  std::jthread sleeper([&] {
    bell.wait(Channel::email, 10s, {});
    woke = true;
  });
  std::this_thread::sleep_for(30ms);
  bell.ring(Channel::sms);
  std::this_thread::sleep_for(30ms);
  BOOST_TEST(!woke);
  bell.ring(Channel::email);
  sleeper.join();
  BOOST_TEST(woke);
}

BOOST_AUTO_TEST_CASE(a_ring_that_nobody_slept_through_is_not_lost) {
  Bell bell;
  bell.ring(Channel::sms);
  BOOST_TEST((waited(bell, Channel::sms, 10s) < 5s));
  BOOST_TEST((waited(bell, Channel::sms, 20ms) >= 20ms));
}

BOOST_AUTO_TEST_CASE(asked_to_stop_nobody_sleeps_on) {
  Bell bell;
  const auto began = Clock::now();
  std::jthread sleeper([&](const std::stop_token& stop) { bell.wait(Channel::sms, 10s, stop); });
  sleeper.request_stop();
  sleeper.join();
  BOOST_TEST((Clock::now() - began < 5s));
}

BOOST_AUTO_TEST_CASE(a_datagram_rings_for_its_channel_and_any_other_byte_for_nobody) {
  int ends[2] = {};
  BOOST_REQUIRE(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
  Bell bell;
  std::jthread listener(
      [&](const std::stop_token& stop) { listen_for_wakes(ends[0], bell, stop); });
  const auto say = [&](char byte) { BOOST_REQUIRE(send(ends[1], &byte, 1, 0) == 1); };
  say('e');
  BOOST_TEST((waited(bell, Channel::email, 10s) < 5s));
  say('x');
  say('*');
  BOOST_TEST((waited(bell, Channel::letter, 10s) < 5s));
  BOOST_TEST((waited(bell, Channel::sms, 10s) < 5s));
  listener.request_stop();
  listener.join();
  close(ends[0]);
  close(ends[1]);
}

BOOST_AUTO_TEST_CASE(what_is_no_socket_of_datagrams_is_left_alone) {
  Bell bell;
  int ends[2] = {};
  BOOST_REQUIRE(pipe(ends) == 0);
  listen_for_wakes(ends[0], bell, {});  // returns
  close(ends[0]);
  close(ends[1]);
}

BOOST_AUTO_TEST_SUITE_END()
