#include "crypto/breach_list_hash.h"

#include <boost/test/unit_test.hpp>

#include "crypto/checksum.h"
#include "crypto/mac.h"

using namespace portillon;

namespace {

std::string hex(const BreachListHash& listed) {
  return to_hex(std::string(listed.begin(), listed.end()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(breach_lists)

BOOST_AUTO_TEST_CASE(the_hash_of_the_lists_gives_the_vectors_of_fips_180) {
  BOOST_TEST(hex(breach_list_hash("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  BOOST_TEST(hex(breach_list_hash("")) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  BOOST_TEST(hex(breach_list_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
             "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

// How "password" stands in what Have I Been Pwned publishes.
BOOST_AUTO_TEST_CASE(the_most_stolen_password_has_its_known_hash) {
  BOOST_TEST(hex(breach_list_hash("password")) == "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8");
}

BOOST_AUTO_TEST_CASE(a_checksum_of_pieces_is_that_of_the_whole) {
  Checksum sum;
  for (const char* piece : {"ab", "", "c"}) sum.add(piece);
  BOOST_TEST((sum.finish() == sha256("abc")));
  BOOST_TEST((Checksum().finish() == sha256("")));
}

BOOST_AUTO_TEST_SUITE_END()
