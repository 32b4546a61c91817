#include "crypto/secret.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <new>
#include <sstream>
#include <type_traits>
#include <utility>

using portillon::Secret;

namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
template <typename T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};
template <typename T>
concept RevealedByATemporary = requires {
  T().reveal();
};

// Everything that the string has allocated, beyond its size too.
bool all_zero(const std::string& text) {
  return std::all_of(text.data(), text.data() + text.capacity(), [](char c) { return c == '\0'; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_secret)

BOOST_AUTO_TEST_CASE(a_secret_cannot_be_copied_compared_or_printed) {
  BOOST_TEST(!std::is_copy_constructible_v<Secret>);
  BOOST_TEST(!std::is_copy_assignable_v<Secret>);
  BOOST_TEST(!Comparable<Secret>);
  BOOST_TEST(!Printable<Secret>);
  BOOST_TEST(!RevealedByATemporary<Secret>);
  BOOST_TEST(std::is_nothrow_move_constructible_v<Secret>);
}

BOOST_AUTO_TEST_CASE(a_short_string_is_wiped_when_its_secret_is_taken) {
  std::string source = "1234";
  const Secret secret = Secret::from(std::move(source));
  BOOST_TEST(secret.reveal() == "1234");
  BOOST_TEST(source.empty());
  BOOST_TEST(all_zero(source));
}

BOOST_AUTO_TEST_CASE(a_moved_from_secret_is_empty) {
  for (const std::size_t size : {std::size_t{4}, std::size_t{400}}) {
    Secret first = Secret::from(std::string(size, 'x'));
    Secret second(std::move(first));
    BOOST_TEST(first.empty());
    BOOST_TEST(second.size() == size);
    Secret third = Secret::from("other");
    third = std::move(second);
    BOOST_TEST(second.empty());
    BOOST_TEST(third.reveal() == std::string(size, 'x'));
  }
}

BOOST_AUTO_TEST_CASE(a_moved_secret_leaves_nothing_in_its_old_place) {
  alignas(Secret) std::array<unsigned char, sizeof(Secret)> place{};
  auto* const secret = new (place.data()) Secret(Secret::from("hunter2"));
  const std::string needle = "unter2";
  BOOST_REQUIRE(std::ranges::search(place, needle).begin() != place.end());
  const Secret taken(std::move(*secret));
  BOOST_TEST((std::ranges::search(place, needle).begin() == place.end()));
  std::destroy_at(secret);
}

BOOST_AUTO_TEST_CASE(a_destroyed_secret_leaves_nothing_in_its_old_place) {
  alignas(Secret) std::array<unsigned char, sizeof(Secret)> place{};
  auto* const secret = new (place.data()) Secret(Secret::from("hunter2"));
  const std::string needle = "unter2";
  BOOST_REQUIRE(std::ranges::search(place, needle).begin() != place.end());
  std::destroy_at(secret);
  BOOST_TEST((std::ranges::search(place, needle).begin() == place.end()));
}

BOOST_AUTO_TEST_CASE(wiping_reaches_the_tail_of_a_shortened_string) {
  std::string text(200, 'x');
  text.resize(3);
  portillon::wipe(text);
  BOOST_TEST(text.empty());
  BOOST_TEST(text.capacity() >= 200U);
  BOOST_TEST(all_zero(text));
}

BOOST_AUTO_TEST_CASE(a_secret_keeps_nul_bytes) {
  const Secret secret = Secret::from(std::string("a\0b", 3));
  BOOST_TEST(secret.size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
