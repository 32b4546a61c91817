#include "shell/session_cache.h"

#include <boost/test/unit_test.hpp>

#include "shell/fakes.h"

namespace portillon {
namespace {

using namespace std::chrono_literals;

struct Kept {
  test::FakeStorage inner;
  std::chrono::steady_clock::time_point now{};
  SessionCache cache{inner, [this] { return now; }};
  SessionId id{};

  bool alive() { return cache.load({}, id).full.has_value(); }
};

BOOST_FIXTURE_TEST_SUITE(session_cache, Kept)

BOOST_AUTO_TEST_CASE(a_live_session_is_asked_for_once_a_second) {
  inner.sessions[id] = {};
  BOOST_TEST(alive());
  now += 500ms;
  BOOST_TEST(alive());
  BOOST_TEST(inner.loads == 1U);
  now += 500ms;
  BOOST_TEST(alive());
  BOOST_TEST(inner.loads == 2U);
}

BOOST_AUTO_TEST_CASE(a_revocation_is_seen_within_a_second) {
  inner.sessions[id] = {};
  BOOST_TEST(alive());
  inner.sessions.clear();
  now += 1s;
  BOOST_TEST(!alive());
}

BOOST_AUTO_TEST_CASE(being_asked_often_does_not_keep_it_longer) {
  inner.sessions[id] = {};
  BOOST_TEST(alive());
  inner.sessions.clear();
  for (int i = 0; i < 9; ++i) {
    now += 100ms;
    alive();
  }
  now += 100ms;
  BOOST_TEST(!alive());
}

BOOST_AUTO_TEST_CASE(a_new_session_counts_at_once) {
  BOOST_TEST(!alive());
  inner.sessions[id] = {};
  BOOST_TEST(alive());
}

BOOST_AUTO_TEST_CASE(one_session_is_not_taken_for_another) {
  inner.sessions[id] = {};
  BOOST_TEST(alive());
  id[0] = 1;
  BOOST_TEST(!alive());
}

BOOST_AUTO_TEST_CASE(what_it_keeps_is_bounded) {
  for (std::size_t i = 0; i <= SessionCache::kMost + 10; ++i) {
    id[0] = static_cast<std::uint8_t>(i & 0xff);
    id[1] = static_cast<std::uint8_t>(i >> 8);
    inner.sessions[id] = {};
    BOOST_TEST(alive());
  }
  inner.loads = 0;
  BOOST_TEST(alive());
  BOOST_TEST(inner.loads == 1U);  // the last ones found no room
}

BOOST_AUTO_TEST_CASE(an_outage_is_not_hidden) {
  inner.away = true;
  BOOST_CHECK_THROW(alive(), StorageError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
