#include "crypto/password_hash.h"

#include <boost/test/unit_test.hpp>

#include "crypto/error.h"
#include "rings.h"

using namespace portillon;
using test::line;
using test::ring_of;

namespace {

constexpr HashParameters kCheap = {.memory_kib = 8, .passes = 1};

Secret password(std::string text) { return Secret::from(std::move(text)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_password_hash)

BOOST_AUTO_TEST_CASE(the_right_password_matches_and_a_near_one_does_not) {
  const KeyRing pepper = ring_of(line(3, 'p'), "pepper");
  const std::string stored = hash_password(pepper, kCheap, "7", password("Légumes & 12 vaches"));
  BOOST_TEST(stored.starts_with("3$$argon2id$v=19$m=8,t=1,p=1$"));
  BOOST_TEST(stored.size() < 132U);
  BOOST_TEST(verify_password(pepper, stored, "7", password("Légumes & 12 vaches")));
  for (const char* near :
       {"légumes & 12 vaches", "Légumes & 12 vaches ", "Légumes & 12 vache", ""}) {
    BOOST_TEST(!verify_password(pepper, stored, "7", password(near)), near);
  }
}

BOOST_AUTO_TEST_CASE(the_default_parameters_are_those_of_owasp) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const std::string stored = hash_password(pepper, {}, "7", password("secret"));
  BOOST_TEST(stored.starts_with("1$$argon2id$v=19$m=19456,t=2,p=1$"));
  BOOST_TEST(verify_password(pepper, stored, "7", password("secret")));
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_behind_72_bytes_or_a_nul) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const std::string longest(512, 'x');
  const std::string stored = hash_password(pepper, kCheap, "7", password(longest + 'a'));
  BOOST_TEST(verify_password(pepper, stored, "7", password(longest + 'a')));
  BOOST_TEST(!verify_password(pepper, stored, "7", password(longest + 'b')));
  const std::string with_nul = hash_password(pepper, kCheap, "7", password(std::string("a\0b", 3)));
  BOOST_TEST(!verify_password(pepper, with_nul, "7", password(std::string("a\0c", 3))));
  BOOST_TEST(!verify_password(pepper, with_nul, "7", password("a")));
}

BOOST_AUTO_TEST_CASE(the_same_password_never_gives_the_same_string) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  BOOST_TEST(hash_password(pepper, kCheap, "7", password("x")) !=
             hash_password(pepper, kCheap, "7", password("x")));
}

BOOST_AUTO_TEST_CASE(another_pepper_does_not_match) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const std::string stored = hash_password(pepper, kCheap, "7", password("x"));
  BOOST_TEST(!verify_password(ring_of(line(1, 'q')), stored, "7", password("x")));
  BOOST_TEST(!verify_password(ring_of(line(2, 'p')), stored, "7", password("x")));
  BOOST_TEST(verify_password(ring_of(line(2, 'q') + line(1, 'p')), stored, "7", password("x")));
}

BOOST_AUTO_TEST_CASE(a_malformed_stored_string_never_matches_and_never_throws) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const std::string good = hash_password(pepper, kCheap, "7", password("x"));
  BOOST_REQUIRE(verify_password(pepper, good, "7", password("x")));
  for (std::size_t size = 0; size < good.size(); ++size) {
    BOOST_TEST(!verify_password(pepper, good.substr(0, size), "7", password("x")),
               "cut at " << size);
  }
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& bad : {good.substr(2),
                                 good + 'x',
                                 good + std::string(200, 'A'),
                                 good + '\0',
                                 ' ' + good,
                                 with("1$$", "0$$"),
                                 with("1$$", "256$$"),
                                 with("1$$", "-1$$"),
                                 with("1$$", "1$"),
                                 with("argon2id", "argon2i"),
                                 with("v=19", "v=16"),
                                 with("m=8", "m=7"),
                                 with("m=8", "m=4294967295"),
                                 with("m=8", "m=99999999999"),
                                 with("m=8", "m=-8"),
                                 with("t=1", "t=0"),
                                 with("t=1", "t=4000000000"),
                                 with("p=1", "p=2"),
                                 with("p=1", "p=0"),
                                 with("m=8,", "m=8;")}) {
    BOOST_TEST(!verify_password(pepper, bad, "7", password("x")), bad);
  }
}

BOOST_AUTO_TEST_CASE(a_flipped_character_of_salt_or_hash_does_not_match) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const std::string good = hash_password(pepper, kCheap, "7", password("x"));
  for (std::size_t i = good.find("p=1$") + 4; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    BOOST_TEST(!verify_password(pepper, changed, "7", password("x")), "character " << i);
  }
}

BOOST_AUTO_TEST_CASE(smaller_parameters_or_an_older_pepper_ask_for_a_new_hash) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const HashParameters set = {.memory_kib = 16, .passes = 2};
  const std::string stored = hash_password(pepper, set, "7", password("x"));
  BOOST_TEST(!needs_rehash(pepper, stored, set));
  BOOST_TEST(!needs_rehash(pepper, stored, {.memory_kib = 8, .passes = 1}));
  BOOST_TEST(needs_rehash(pepper, stored, {.memory_kib = 17, .passes = 2}));
  BOOST_TEST(needs_rehash(pepper, stored, {.memory_kib = 16, .passes = 3}));
  BOOST_TEST(needs_rehash(ring_of(line(2, 'q') + line(1, 'p')), stored, set));
  BOOST_TEST(needs_rehash(pepper, "", set));
}

BOOST_AUTO_TEST_CASE(parameters_out_of_range_are_refused) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  BOOST_CHECK_THROW(hash_password(pepper, {.memory_kib = 7, .passes = 1}, "7", password("x")),
                    CryptoError);
  BOOST_CHECK_THROW(hash_password(pepper, {.memory_kib = 2097152, .passes = 1}, "7", password("x")),
                    CryptoError);
  BOOST_CHECK_THROW(hash_password(pepper, {.memory_kib = 8, .passes = 0}, "7", password("x")),
                    CryptoError);
}

BOOST_AUTO_TEST_CASE(the_dummy_is_well_formed_costs_the_same_and_matches_nothing) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const std::string dummy = dummy_hash(pepper, kCheap);
  const std::string real = hash_password(pepper, kCheap, "7", password("x"));
  BOOST_TEST(dummy.size() == real.size());
  BOOST_TEST(dummy.substr(0, 30) != dummy_hash(pepper, kCheap).substr(0, 60));
  BOOST_TEST(dummy.starts_with("1$$argon2id$v=19$m=8,t=1,p=1$"));
  BOOST_TEST(!needs_rehash(pepper, dummy, kCheap));
  for (const char* guess : {"", "x", "dummy"}) {
    BOOST_TEST(!verify_password(pepper, dummy, "7", password(guess)));
  }
}

// Who may write to the table copies his own password into another row: it lets nobody in there.
BOOST_AUTO_TEST_CASE(a_string_copied_to_another_row_matches_nothing_there) {
  const KeyRing pepper = ring_of(line(1, 'p'), "pepper");
  const std::string stored = hash_password(pepper, kCheap, "7", password("x"));
  BOOST_TEST(verify_password(pepper, stored, "7", password("x")));
  BOOST_TEST(!verify_password(pepper, stored, "8", password("x")));
  BOOST_TEST(!verify_password(pepper, stored, "", password("7x")));
  BOOST_TEST(!verify_password(pepper, stored, "7x", password("")));
}

BOOST_AUTO_TEST_SUITE_END()
