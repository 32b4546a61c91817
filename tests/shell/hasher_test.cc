#include "shell/hasher.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "shell/fakes.h"

namespace portillon {
namespace {

constexpr HashParameters kFast{64, 1};

Keys peppered() {
  std::vector<KeyRing> rings;
  rings.push_back(test::ring("pepper"));
  return Keys(std::move(rings));
}

Secret secret(std::string text) { return Secret::from(std::move(text)); }

BOOST_AUTO_TEST_SUITE(hasher)

BOOST_AUTO_TEST_CASE(a_password_matches_its_hash_alone) {
  const Keys keys = peppered();
  HashPlaces places(keys, kFast, 1);
  BoundedHasher hasher(places);
  const std::string stored = hasher.hash(7, secret("Moissons-2026"));
  BOOST_TEST(hasher.matches(stored, 7, secret("Moissons-2026")));
  BOOST_TEST(!hasher.matches(stored, 7, secret("Moissons-2027")));
  BOOST_TEST(!hasher.matches_nobody(secret("Moissons-2026")));
  BOOST_TEST(!hasher.needs_rehash(stored));
}

BOOST_AUTO_TEST_CASE(a_page_that_is_run_again_computes_nothing_again) {
  const Keys keys = peppered();
  HashPlaces places(keys, kFast, 1);
  BoundedHasher hasher(places);
  const std::string stored = hasher.hash(7, secret("a"));
  BOOST_TEST(hasher.hash(7, secret("a")) == stored);
  BOOST_TEST(hasher.matches(stored, 7, secret("a")) == hasher.matches(stored, 7, secret("a")));
  BOOST_TEST(!hasher.matches_nobody(secret("a")));
  BOOST_TEST(!hasher.matches_nobody(secret("a")));
  BOOST_TEST(hasher.computations() == 3U);
  hasher.give_place_back();
  BoundedHasher next_request(places);
  next_request.matches(stored, 7, secret("a"));
  BOOST_TEST(next_request.computations() == 1U);
}

BOOST_AUTO_TEST_CASE(a_stranger_costs_one_computation_as_a_member_does) {
  const Keys keys = peppered();
  HashPlaces places(keys, kFast, 1);
  BoundedHasher hasher(places);
  hasher.matches_nobody(secret("a"));
  BOOST_TEST(hasher.computations() == 1U);
}

BOOST_AUTO_TEST_CASE(without_a_free_place_it_is_busy_at_once_and_recovers) {
  const Keys keys = peppered();
  HashPlaces places(keys, {65536, 2}, 1);  // long enough for the others to come in between
  std::atomic<unsigned> busy = 0;
  std::atomic<unsigned> done = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      try {
        BoundedHasher(places).hash(7, secret("a"));
        ++done;
      } catch (const Busy&) {
        ++busy;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(done >= 1U);
  BOOST_TEST(busy >= 1U);
  BOOST_TEST(!BoundedHasher(places).hash(7, secret("a")).empty());
}

BOOST_AUTO_TEST_CASE(with_patience_a_place_is_waited_for_but_not_for_ever) {
  using namespace std::chrono_literals;
  const Keys keys = peppered();
  HashPlaces places(keys, kFast, 1, 1min);
  BoundedHasher first(places);
  first.hash(7, secret("a"));
  std::thread second([&] { BOOST_CHECK_NO_THROW(BoundedHasher(places).hash(7, secret("a"))); });
  std::this_thread::sleep_for(
      50ms);  // it waits now; where it does not yet, it finds the place free
  first.give_place_back();
  second.join();

  HashPlaces hasty(keys, kFast, 1, 1ms);
  BoundedHasher holder(hasty);
  holder.hash(7, secret("a"));
  BOOST_CHECK_THROW(BoundedHasher(hasty).hash(7, secret("a")), Busy);
}

BOOST_AUTO_TEST_CASE(who_was_let_in_keeps_his_place_for_the_second_computation) {
  const Keys keys = peppered();
  HashPlaces places(keys, kFast, 1);
  BoundedHasher first(places);
  const std::string stored = first.hash(7, secret("a"));
  BOOST_CHECK_THROW(BoundedHasher(places).hash(7, secret("a")), Busy);
  BOOST_TEST(first.matches(stored, 7, secret("a")));
  BOOST_CHECK_THROW(BoundedHasher(places).matches_nobody(secret("a")), Busy);
}

BOOST_AUTO_TEST_CASE(a_place_is_given_back_once_by_the_page_or_by_its_end) {
  const Keys keys = peppered();
  HashPlaces places(keys, kFast, 1);
  {
    BoundedHasher first(places);
    first.hash(7, secret("a"));
    first.give_place_back();
    first.give_place_back();
    BoundedHasher second(places);
    second.hash(7, secret("a"));
    BOOST_CHECK_THROW(BoundedHasher(places).hash(7, secret("a")), Busy);
    BOOST_TEST(!first.hash(7, secret("a")).empty());  // known already: it takes no place
  }
  BoundedHasher third(places);
  third.hash(7, secret("a"));
  BOOST_CHECK_THROW(BoundedHasher(places).hash(7, secret("a")), Busy);
}

BOOST_AUTO_TEST_CASE(a_page_without_the_pepper_cannot_hash) {
  const Keys none;
  HashPlaces places(none, kFast, 1);
  BOOST_CHECK_THROW(BoundedHasher(places).hash(7, secret("a")), KeyError);
}

BOOST_AUTO_TEST_CASE(a_hash_is_its_member_s_alone) {
  const Keys keys = peppered();
  HashPlaces places(keys, kFast, 1);
  BoundedHasher hasher(places);
  const std::string stored = hasher.hash(7, secret("Moissons-2026"));
  BOOST_TEST(hasher.matches(stored, 7, secret("Moissons-2026")));
  BOOST_TEST(!hasher.matches(stored, 8, secret("Moissons-2026")));
  BOOST_TEST(!hasher.matches(stored, kNobody, secret("Moissons-2026")));
  BOOST_TEST(hasher.computations() == 4U);  // none was taken for another one's
}

BOOST_AUTO_TEST_CASE(a_rotated_pepper_still_matches_and_asks_for_a_new_hash) {
  SystemRandom random;
  const Secret old_line = generate_key_line(random, 1);
  const Secret new_line = generate_key_line(random, 2);
  const auto keys_of = [](const std::string& lines) {
    std::vector<KeyRing> rings;
    rings.push_back(KeyRing::parse("pepper", "test", Secret::from(std::string(lines))));
    return Keys(std::move(rings));
  };
  const Keys before = keys_of(std::string(old_line.reveal()) + "\n");
  const Keys during =
      keys_of(std::string(new_line.reveal()) + "\n" + std::string(old_line.reveal()) + "\n");
  const Keys after = keys_of(std::string(new_line.reveal()) + "\n");
  HashPlaces first(before, kFast, 1);
  HashPlaces second(during, kFast, 1);
  HashPlaces third(after, kFast, 1);
  const std::string stored = BoundedHasher(first).hash(7, secret("Moissons-2026"));
  BoundedHasher hasher(second);
  BOOST_TEST(hasher.matches(stored, 7, secret("Moissons-2026")));
  BOOST_TEST(hasher.needs_rehash(stored));
  const std::string renewed = hasher.hash(7, secret("Moissons-2026"));
  BOOST_TEST(!hasher.needs_rehash(renewed));
  BOOST_TEST(BoundedHasher(third).matches(renewed, 7, secret("Moissons-2026")));
  BOOST_TEST(!BoundedHasher(third).matches(stored, 7, secret("Moissons-2026")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
