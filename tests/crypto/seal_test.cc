#include "crypto/seal.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "rings.h"

using namespace portillon;
using test::line;
using test::plain;
using test::ring_of;

BOOST_AUTO_TEST_SUITE(crypto_seal)

BOOST_AUTO_TEST_CASE(what_was_sealed_opens_again_at_every_length) {
  const KeyRing ring = ring_of(line(9, 'k'));
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 1000U, 100000U}) {
    const std::string text(size, 'x');
    const Bytes sealed = seal(ring, "member.name", "12", text);
    BOOST_TEST(sealed.size() == size + kSealOverhead);
    BOOST_TEST(plain(open(ring, "member.name", "12", sealed)) == text);
    BOOST_TEST(sealed_key_id(sealed) == 9);
  }
}

BOOST_AUTO_TEST_CASE(another_purpose_row_or_key_does_not_open) {
  const KeyRing ring = ring_of(line(1, 'k'));
  const Bytes sealed = seal(ring, "member.name", "12", "Marie");
  BOOST_TEST(!open(ring, "member.mail", "12", sealed).has_value());
  BOOST_TEST(!open(ring, "member.name", "13", sealed).has_value());
  BOOST_TEST(!open(ring, "member.name1", "2", sealed).has_value());
  BOOST_TEST(!open(ring, "", "member.name12", sealed).has_value());
  BOOST_TEST(!open(ring_of(line(1, 'l')), "member.name", "12", sealed).has_value());
  BOOST_TEST(!open(ring_of(line(2, 'k')), "member.name", "12", sealed).has_value());
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_is_refused) {
  // Ids one bit away from 2 with the same key bytes: only the authenticated id can refuse them.
  const KeyRing ring = ring_of(line(2, 'k') + line(3, 'k') + line(6, 'k') + line(130, 'k'));
  const Bytes sealed = seal(ring, "p", "r", "plain text");
  for (std::size_t i = 0; i < 8 * sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
    BOOST_TEST(!open(ring, "p", "r", changed).has_value(), "bit " << i);
  }
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_addition_is_refused) {
  const KeyRing ring = ring_of(line(1, 'k'));
  const Bytes sealed = seal(ring, "p", "r", "plain text");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    BOOST_TEST(!open(ring, "p", "r", std::string_view(sealed).substr(0, size)).has_value());
    BOOST_TEST(!open(ring, "p", "r", std::string_view(sealed).substr(size + 1)).has_value());
  }
  BOOST_TEST(!open(ring, "p", "r", sealed + '\0').has_value());
  BOOST_TEST(sealed_key_id("") == 0);
}

BOOST_AUTO_TEST_CASE(an_older_key_opens_after_a_rotation_and_a_removed_one_no_more) {
  const Bytes old = seal(ring_of(line(1, 'a')), "p", "r", "text");
  BOOST_TEST(plain(open(ring_of(line(2, 'b') + line(1, 'a')), "p", "r", old)) == "text");
  BOOST_TEST(!open(ring_of(line(2, 'b')), "p", "r", old).has_value());
  BOOST_TEST(sealed_key_id(seal(ring_of(line(2, 'b') + line(1, 'a')), "p", "r", "")) == 2);
}

BOOST_AUTO_TEST_CASE(ten_thousand_seals_have_ten_thousand_nonces) {
  const KeyRing ring = ring_of(line(1, 'k'));
  std::set<Bytes> nonces;
  for (int i = 0; i < 10000; ++i) nonces.insert(seal(ring, "p", "r", "same").substr(2, 12));
  BOOST_TEST(nonces.size() == 10000U);
}

BOOST_AUTO_TEST_SUITE_END()
