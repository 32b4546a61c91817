#include "crypto/random.h"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <deque>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "rings.h"

using namespace portillon;

namespace {

// Hands out the given 32-bit words, big-endian as random_below reads them.
class GivenWords final : public Random {
 public:
  explicit GivenWords(std::deque<std::uint32_t> words) : words_(std::move(words)) {}
  void fill(std::span<std::uint8_t> out) override {
    const std::uint32_t word = words_.at(0);
    words_.pop_front();
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<std::uint8_t>(word >> (24 - 8 * i));
    }
  }

 private:
  std::deque<std::uint32_t> words_;
};

double chi_square(std::uint32_t bound, std::size_t bins, std::size_t draws) {
  test::SeededRandom random(20240229);
  std::vector<double> seen(bins);
  for (std::size_t i = 0; i < draws; ++i) {
    seen[random_below(random, bound) / (bound / bins)] += 1;
  }
  const double expected = static_cast<double>(draws) / static_cast<double>(bins);
  double sum = 0;
  for (const double count : seen) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_random)

BOOST_AUTO_TEST_CASE(a_bound_that_does_not_divide_2_to_32_has_no_modulo_bias) {
  // A plain modulo would give the first third twice the chance of the others. 3 bins: 2 degrees of
  // freedom, 13.8 is passed once in 1000.
  BOOST_TEST(chi_square(3U << 30, 3, 30000) < 13.8);
}

BOOST_AUTO_TEST_CASE(four_digit_codes_are_uniform) {
  // 10000 bins: mean 9999, standard deviation 141.
  BOOST_TEST(chi_square(10000, 10000, 200000) < 9999 + 4 * 141);
  BOOST_TEST(chi_square(10000, 10000, 200000) > 9999 - 4 * 141);
}

BOOST_AUTO_TEST_CASE(a_draw_that_would_bias_is_drawn_again) {
  GivenWords random({5, 6});  // 2^32 mod 10 is 6: 0..5 are the surplus
  BOOST_TEST(random_below(random, 10) == 6U);
  GivenWords highest({0xffffffffU});
  BOOST_TEST(random_below(highest, 10) == 5U);
}

BOOST_AUTO_TEST_CASE(a_bound_of_one_gives_zero_and_of_zero_is_refused) {
  SystemRandom random;
  BOOST_TEST(random_below(random, 1) == 0U);
  BOOST_CHECK_THROW(random_below(random, 0), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_system_generator_does_not_repeat_itself) {
  SystemRandom random;
  std::set<Bytes> seen;
  for (int i = 0; i < 10000; ++i) seen.insert(random_bytes(random, 16));
  BOOST_TEST(seen.size() == 10000U);
  BOOST_TEST(random_bytes(random, 0).empty());
}

BOOST_AUTO_TEST_CASE(long_and_short_draws_are_filled_to_the_last_byte) {
  SystemRandom random;
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{64}, std::size_t{65}, std::size_t{700}}) {
    std::set<char> last;
    for (int i = 0; i < 200; ++i) last.insert(random_bytes(random, size).back());
    BOOST_TEST(last.size() > 50U);
  }
}

// Bytes drawn in advance would come twice: once in the parent, once in the child.
BOOST_AUTO_TEST_CASE(a_child_of_fork_draws_other_bytes_than_its_parent) {
  SystemRandom random;
  random_bytes(random, 16);
  int ends[2] = {};
  BOOST_REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const Bytes bytes = random_bytes(random, 16);
    _exit(write(ends[1], bytes.data(), bytes.size()) == 16 ? 0 : 1);
  }
  Bytes theirs(16, '\0');
  BOOST_TEST(read(ends[0], theirs.data(), theirs.size()) == 16);
  BOOST_TEST((theirs != random_bytes(random, 16)));
  int status = 0;
  waitpid(child, &status, 0);
  BOOST_TEST(status == 0);
  close(ends[0]);
  close(ends[1]);
}

BOOST_AUTO_TEST_CASE(two_threads_draw_other_bytes) {
  SystemRandom random;
  Bytes theirs;
  std::thread([&] { theirs = random_bytes(random, 16); }).join();
  BOOST_TEST((theirs != random_bytes(random, 16)));
}

BOOST_AUTO_TEST_SUITE_END()
