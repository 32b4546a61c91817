#include "courier/run.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "courier/board.h"
#include "courier/machine_name.h"
#include "tests/courier/support/post_office.h"

using namespace portillon;
using namespace portillon::test;

namespace {

// Until `done`, at most ten seconds: a hung loop shows as a failed check, not as a hung test.
template <typename Done>
bool eventually(Done done) {
  for (int i = 0; i < 1000; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

// A transport for a loop in another thread: counts, and lets one channel hang.
class CountingTransport final : public Transport {
 public:
  std::atomic<int> sent = 0;
  std::atomic<bool> sms_hangs = false;
  std::atomic<bool> poisoned = false;
  std::atomic<bool> began = false;
  std::atomic<bool> away = false;
  std::atomic<bool> down = false;
  std::atomic<bool> hanging = false;
  std::atomic<int> hangs_after = 1000;  // messages
  std::atomic<int> tended = 0;
  mutable std::atomic<int> looks = 0;
  std::chrono::steady_clock::time_point ready_at(Channel) const override {
    ++looks;
    return away ? std::chrono::steady_clock::time_point::max()
                : std::chrono::steady_clock::time_point{};
  }
  std::vector<ProviderReport> reports() const override {
    ProviderReport report;
    report.name = "gateway";
    report.down = down;
    return {report};
  }
  void tend(Channel, Dispatch&) override { ++tended; }
  Handover send(const Envelope& envelope) override {
    began = true;
    if (poisoned && envelope.key == 101) throw std::runtime_error("poison");
    while (sms_hangs && envelope.channel == Channel::sms) std::this_thread::sleep_for(5ms);
    while (sent >= hangs_after) {
      hanging = true;
      std::this_thread::sleep_for(5ms);
    }
    ++sent;
    return {};
  }
};

struct Loop {
  PostOffice office;
  CountingTransport transport;
  SystemRandom random;
  Equipment equipment{office.settings, office.keys, office.texts,
                      random,          transport,   office.echo,
                      office.courses,  office.log,  [](std::chrono::nanoseconds) {}};
  Bell bell;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(run)

BOOST_AUTO_TEST_CASE(a_lane_takes_only_its_own_channel) {
  Loop loop;
  loop.office.queue(MessageKind::code, Channel::email, kMarie);
  const MessageKey sms = loop.office.queue(MessageKind::temporary, Channel::sms, kMarie);
  std::jthread lane([&](const std::stop_token& stop) {
    run_lane(Channel::sms, loop.office.dispatch, loop.equipment, loop.bell, stop);
  });
  BOOST_CHECK(eventually([&] { return loop.transport.sent == 1; }));
  std::this_thread::sleep_for(50ms);
  lane.request_stop();
  lane.join();
  BOOST_CHECK_EQUAL(loop.transport.sent, 1);
  BOOST_CHECK(loop.office.row(sms).state == MessageState::handed_over);
}

BOOST_AUTO_TEST_CASE(a_poisoned_message_stops_no_other) {
  Loop loop;
  loop.transport.poisoned = true;
  const MessageKey poisoned = loop.office.queue(MessageKind::code, Channel::sms, kMarie);
  loop.office.queue(MessageKind::temporary, Channel::sms, kPaul);
  std::jthread lane([&](const std::stop_token& stop) {
    run_lane(Channel::sms, loop.office.dispatch, loop.equipment, loop.bell, stop);
  });
  BOOST_CHECK(eventually([&] { return loop.transport.sent == 1; }));
  lane.request_stop();
  lane.join();
  BOOST_CHECK_EQUAL(poisoned, 101U);
  BOOST_CHECK_EQUAL(loop.office.row(poisoned).reason, "error");
}

BOOST_AUTO_TEST_CASE(the_loop_outlives_an_absent_database_and_says_so_once) {
  Loop loop;
  loop.office.queue(MessageKind::code, Channel::sms, kMarie);
  loop.office.steps.away_from = 0;
  loop.office.steps.away_for = 2;
  std::jthread lane([&](const std::stop_token& stop) {
    run_lane(Channel::sms, loop.office.dispatch, loop.equipment, loop.bell, stop);
  });
  BOOST_CHECK(eventually([&] { return loop.transport.sent == 1; }));
  lane.request_stop();
  lane.join();
  const std::string& logged = loop.office.logged;
  BOOST_CHECK_NE(logged.find("database_away"), std::string::npos);
  BOOST_CHECK_EQUAL(logged.find("database_away"), logged.rfind("database_away"));
  BOOST_CHECK_NE(logged.find("database_back"), std::string::npos);
}

BOOST_AUTO_TEST_CASE(asked_to_stop_it_finishes_the_message_in_hand_and_takes_no_other) {
  Loop loop;
  loop.transport.sms_hangs = true;
  const MessageKey first = loop.office.queue(MessageKind::code, Channel::sms, kMarie);
  const MessageKey second = loop.office.queue(MessageKind::temporary, Channel::sms, kPaul);
  std::jthread lane([&](const std::stop_token& stop) {
    run_lane(Channel::sms, loop.office.dispatch, loop.equipment, loop.bell, stop);
  });
  BOOST_CHECK(eventually([&] { return loop.transport.began.load(); }));
  lane.request_stop();
  loop.transport.sms_hangs = false;
  lane.join();
  BOOST_CHECK(loop.office.row(first).state == MessageState::handed_over);
  BOOST_CHECK(loop.office.row(second).state == MessageState::queued);
}

BOOST_AUTO_TEST_CASE(a_hanging_gateway_delays_no_mail) {
  Loop loop;
  loop.transport.sms_hangs = true;
  loop.office.queue(MessageKind::code, Channel::sms, kPaul);
  loop.office.queue(MessageKind::code, Channel::email, kMarie);
  // Each lane has a copy of its own, as it has a connection of its own.
  std::array<Steps, 4> steps;
  std::atomic<std::size_t> lanes = 0;
  const Connect connect = [&]() -> std::shared_ptr<Dispatch> {
    auto own = std::make_shared<MemoryDispatch>(steps.at(lanes++));
    own->clock = loop.office.dispatch.clock;
    own->rows = loop.office.dispatch.rows;
    own->codes = loop.office.dispatch.codes;
    own->contacts = loop.office.dispatch.contacts;
    return own;
  };
  std::jthread all([&](const std::stop_token& stop) {
    run_lanes(connect, loop.equipment, {}, loop.bell, stop);
  });
  BOOST_CHECK(eventually([&] { return loop.transport.sent == 1; }));
  all.request_stop();
  loop.transport.sms_hangs = false;
  all.join();
  BOOST_CHECK_EQUAL(loop.transport.sent, 2);
}

BOOST_AUTO_TEST_CASE(a_ring_is_not_waited_for_until_the_next_look) {
  Loop loop;
  std::jthread lane([&](const std::stop_token& stop) {
    run_lane(Channel::sms, loop.office.dispatch, loop.equipment, loop.bell, stop);
  });
  BOOST_CHECK(eventually([&] { return loop.transport.looks > 0; }));
  const int looked = loop.transport.looks;
  loop.bell.ring(Channel::sms);
  const auto began = std::chrono::steady_clock::now();
  BOOST_CHECK(eventually([&] { return loop.transport.looks > looked; }));
  BOOST_CHECK(std::chrono::steady_clock::now() - began < 500ms);  // the next look is a second off
}

BOOST_AUTO_TEST_CASE(while_nobody_could_carry_it_nothing_is_claimed) {
  Loop loop;
  loop.transport.away = true;
  const MessageKey key = loop.office.queue(MessageKind::code, Channel::sms, kMarie);
  std::jthread lane([&](const std::stop_token& stop) {
    run_lane(Channel::sms, loop.office.dispatch, loop.equipment, loop.bell, stop);
  });
  std::this_thread::sleep_for(100ms);
  lane.request_stop();
  lane.join();
  BOOST_CHECK_EQUAL(loop.office.row(key).order.tries, 0U);
  BOOST_CHECK_EQUAL(loop.transport.sent, 0);
}

BOOST_AUTO_TEST_CASE(asked_to_stop_in_a_crowd_it_gives_back_what_it_had_not_begun) {
  Loop loop;
  std::vector<MessageKey> keys;
  for (int i = 0; i < 6; ++i)
    keys.push_back(loop.office.queue(MessageKind::password_changed, Channel::sms, kPaul));
  loop.transport.hangs_after = 3;  // one at once, then two, then four: of which one is in hand
  std::jthread lane([&](const std::stop_token& stop) {
    run_lane(Channel::sms, loop.office.dispatch, loop.equipment, loop.bell, stop);
  });
  BOOST_CHECK(eventually([&] { return loop.transport.hanging.load(); }));
  lane.request_stop();
  loop.transport.hangs_after = 1000;
  lane.join();
  int tried = 0;
  for (const MessageKey key : keys) {
    const OutboxRow& row = loop.office.row(key);
    BOOST_CHECK(row.state == MessageState::handed_over || row.due <= loop.office.dispatch.clock);
    tried += static_cast<int>(row.order.tries);
  }
  BOOST_CHECK_EQUAL(tried, 4);
}

BOOST_AUTO_TEST_CASE(one_lane_of_a_channel_tends_the_transport) {
  Loop loop;
  const auto tended_by = [&](bool first) {
    loop.transport.tended = 0;
    std::jthread lane([&](const std::stop_token& stop) {
      run_lane(Channel::letter, loop.office.dispatch, loop.equipment, loop.bell, stop, first);
    });
    std::this_thread::sleep_for(50ms);
    return loop.transport.tended.load();
  };
  BOOST_CHECK_EQUAL(tended_by(true), 1);
  BOOST_CHECK_EQUAL(tended_by(false), 0);
}

BOOST_AUTO_TEST_CASE(the_board_tells_at_once_that_a_provider_is_down) {
  Loop loop;
  std::jthread board([&](const std::stop_token& stop) {
    run_board(loop.office.dispatch, loop.transport, 7, stop);
  });
  std::this_thread::sleep_for(500ms);
  loop.transport.down = true;
  std::this_thread::sleep_for(500ms);
  board.request_stop();
  board.join();
  BOOST_CHECK_EQUAL(std::ranges::count(loop.office.steps.taken, "report"), 2);
  BOOST_CHECK(loop.office.dispatch.providers.at("gateway").down);
  BOOST_CHECK_EQUAL(loop.office.dispatch.providers.at("gateway").node, machine_name());
}

BOOST_AUTO_TEST_SUITE_END()
