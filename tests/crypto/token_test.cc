#include "crypto/token.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "crypto/error.h"
#include "crypto/mac.h"
#include "rings.h"

using namespace portillon;

BOOST_AUTO_TEST_SUITE(crypto_token)

BOOST_AUTO_TEST_CASE(a_token_is_256_random_bits_in_43_characters) {
  SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const Secret token = make_token(random);
    BOOST_REQUIRE(token.size() == kTokenLength);
    BOOST_REQUIRE(from_base64url(token.reveal())->size() == 32U);
    seen.emplace(token.reveal());
  }
  BOOST_TEST(seen.size() == 1000U);
}

BOOST_AUTO_TEST_CASE(the_database_gets_the_sha256_of_the_token) {
  const Secret token = Secret::from("abc");
  BOOST_TEST(test::hex(token_digest(token)) == test::hex(sha256("abc")));
}

BOOST_AUTO_TEST_CASE(a_csrf_token_matches_its_session_only) {
  SystemRandom random;
  const Secret session = make_token(random);
  const Secret other = make_token(random);
  const std::string token = csrf_token(session, random);
  BOOST_TEST(token.size() == kCsrfTokenLength);
  BOOST_TEST(csrf_matches(session, token));
  BOOST_TEST(!csrf_matches(other, token));
}

BOOST_AUTO_TEST_CASE(a_csrf_token_looks_different_each_time_it_is_rendered) {
  SystemRandom random;
  const Secret session = make_token(random);
  std::set<std::string> heads;
  std::set<std::string> tails;
  for (int i = 0; i < 100; ++i) {
    const std::string token = csrf_token(session, random);
    BOOST_REQUIRE(csrf_matches(session, token));
    heads.insert(token.substr(0, 40));
    tails.insert(token.substr(46));
  }
  BOOST_TEST(heads.size() == 100U);
  BOOST_TEST(tails.size() == 100U);
}

BOOST_AUTO_TEST_CASE(a_csrf_token_with_any_changed_character_is_refused) {
  SystemRandom random;
  const Secret session = make_token(random);
  const std::string token = csrf_token(session, random);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'Q' : 'A';
    BOOST_TEST(!csrf_matches(session, changed), "character " << i);
    BOOST_TEST(!csrf_matches(session, token.substr(0, i)));
  }
  BOOST_TEST(!csrf_matches(session, token + 'A'));
  BOOST_TEST(!csrf_matches(session, token + "=="));
  BOOST_TEST(!csrf_matches(session, std::string(86, 'A')));
}

BOOST_AUTO_TEST_CASE(no_csrf_token_exists_without_a_session) {
  SystemRandom random;
  const Secret session = make_token(random);
  const Secret none;
  BOOST_CHECK_THROW(csrf_token(none, random), CryptoError);
  BOOST_TEST(!csrf_matches(none, csrf_token(session, random)));
}

BOOST_AUTO_TEST_SUITE_END()
