#include "crypto/mac.h"

#include <boost/test/unit_test.hpp>

#include "crypto/primitives.h"
#include "rings.h"

using namespace portillon;
using test::hex;
using test::line;
using test::ring_of;

BOOST_AUTO_TEST_SUITE(crypto_mac)

BOOST_AUTO_TEST_CASE(sha256_gives_the_vectors_of_fips_180) {
  BOOST_TEST(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  BOOST_TEST(hex(sha256("abc")) ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
             "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

BOOST_AUTO_TEST_CASE(a_mac_is_hmac_over_purpose_and_parts_each_with_its_length) {
  const KeyRing ring = ring_of(line(1, 'k'));
  const std::string input("\0\0\0\0\0\0\0\4code\0\0\0\0\0\0\0\0022a\0\0\0\0\0\0\0\0", 30);
  BOOST_TEST(hex(mac(ring, "code", {"2a", ""})) ==
             hex(primitives::hmac_sha256(std::string(32, 'k'), input)));
}

BOOST_AUTO_TEST_CASE(a_mac_changes_with_key_purpose_and_every_part) {
  const KeyRing ring = ring_of(line(1, 'k'));
  const Digest digest = mac(ring, "code", {"member", "1234"});
  BOOST_TEST(mac_matches(ring, "code", {"member", "1234"}, digest));
  BOOST_TEST(!mac_matches(ring_of(line(1, 'l')), "code", {"member", "1234"}, digest));
  BOOST_TEST(!mac_matches(ring, "temporary", {"member", "1234"}, digest));
  BOOST_TEST(!mac_matches(ring, "code", {"membeR", "1234"}, digest));
  BOOST_TEST(!mac_matches(ring, "code", {"member", "1235"}, digest));
  BOOST_TEST(!mac_matches(ring, "code", {"member1", "234"}, digest));
  BOOST_TEST(!mac_matches(ring, "code", {"member", "1234", ""}, digest));
}

BOOST_AUTO_TEST_CASE(every_changed_bit_of_a_mac_is_seen) {
  const KeyRing ring = ring_of(line(1, 'k'));
  const Digest digest = mac(ring, "code", {"1234"});
  for (std::size_t i = 0; i < 8 * digest.size(); ++i) {
    Digest changed = digest;
    changed[i / 8] = static_cast<std::uint8_t>(changed[i / 8] ^ (1U << (i % 8)));
    BOOST_TEST(!mac_matches(ring, "code", {"1234"}, changed));
  }
}

BOOST_AUTO_TEST_CASE(what_an_older_key_made_still_matches_after_a_rotation) {
  const Digest old = mac(ring_of(line(1, 'a')), "index", {"nir"});
  const KeyRing rotated = ring_of(line(2, 'b') + line(1, 'a'));
  BOOST_TEST(mac_matches(rotated, "index", {"nir"}, old));
  BOOST_TEST(hex(mac(rotated, "index", {"nir"})) != hex(old));
  BOOST_TEST(hex(mac_with(rotated, 1, "index", {"nir"}).value()) == hex(old));
  BOOST_TEST(!mac_with(rotated, 3, "index", {"nir"}).has_value());
  const auto each = mac_with_each(rotated, "index", {"nir"});
  BOOST_REQUIRE(each.size() == 2U);
  BOOST_TEST(hex(each[0]) == hex(mac(rotated, "index", {"nir"})));
  BOOST_TEST(hex(each[1]) == hex(old));
  BOOST_TEST(!mac_matches(ring_of(line(2, 'b')), "index", {"nir"}, old));
}

BOOST_AUTO_TEST_SUITE_END()
