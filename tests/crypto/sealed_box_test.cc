#include "crypto/sealed_box.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "crypto/error.h"
#include "rings.h"

using namespace portillon;
using test::plain;
using test::ring_of;

namespace {

struct Pair {
  KeyRing to;
  KeyRing own;
};

Pair pair_of(std::uint32_t seed, std::uint8_t id = 1) {
  test::SeededRandom random(seed);
  const KeyPairLines lines = generate_key_pair_lines(random, id);
  return {ring_of(lines.public_line, "contact_public"),
          ring_of(std::string(lines.private_line.reveal()), "contact_private")};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_sealed_box)

BOOST_AUTO_TEST_CASE(a_box_opens_with_the_private_half) {
  const Pair pair = pair_of(1);
  for (const std::size_t size : {0U, 1U, 16U, 1000U}) {
    const std::string text(size, 'x');
    const Bytes box = seal_to(pair.to, "contact.value", "12", text);
    BOOST_TEST(box.size() == size + kBoxOverhead);
    BOOST_TEST(plain(open_box(pair.own, "contact.value", "12", box)) == text);
  }
}

BOOST_AUTO_TEST_CASE(the_public_half_does_not_open_what_it_sealed) {
  const Pair pair = pair_of(1);
  BOOST_TEST(!open_box(pair.to, "p", "r", seal_to(pair.to, "p", "r", "text")).has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_box_has_the_shape_of_a_full_one_and_opens_for_nobody) {
  const Pair pair = pair_of(1);
  const Bytes full = seal_to(pair.to, "p", "r", std::string(40, 'x'));
  const Bytes empty = empty_box(pair.own, 40);
  BOOST_TEST(empty.size() == full.size());
  BOOST_TEST(empty.substr(0, 2) == full.substr(0, 2));
  BOOST_TEST(!open_box(pair.own, "p", "r", empty).has_value());
}

BOOST_AUTO_TEST_CASE(a_box_of_another_purpose_row_or_pair_does_not_open) {
  const Pair pair = pair_of(1);
  const Bytes box = seal_to(pair.to, "contact.value", "12", "0612345678");
  BOOST_TEST(!open_box(pair.own, "contact.valu", "12", box).has_value());
  BOOST_TEST(!open_box(pair.own, "contact.value", "13", box).has_value());
  BOOST_TEST(!open_box(pair.own, "contact.value1", "2", box).has_value());
  BOOST_TEST(!open_box(pair_of(2).own, "contact.value", "12", box).has_value());
  BOOST_TEST(!open_box(pair_of(1, 2).own, "contact.value", "12", box).has_value());
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_of_a_box_is_refused) {
  const Pair pair = pair_of(1, 2);
  // The same private key under the ids that differ by one bit: only the authenticated id refuses.
  std::string lines;
  for (const int id : {2, 3, 6, 130}) {
    lines += std::to_string(id) + ':' + to_base64url(pair.own.current().bytes.reveal()) + '\n';
  }
  const KeyRing own = ring_of(lines, "contact_private");
  const Bytes box = seal_to(pair.to, "p", "r", "plain text");
  BOOST_REQUIRE(open_box(own, "p", "r", box).has_value());
  for (std::size_t i = 0; i < 8 * box.size(); ++i) {
    Bytes changed = box;
    changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << (i % 8)));
    BOOST_TEST(!open_box(own, "p", "r", changed).has_value(), "bit " << i);
  }
}

BOOST_AUTO_TEST_CASE(every_cut_of_a_box_is_refused) {
  const Pair pair = pair_of(1);
  const Bytes box = seal_to(pair.to, "p", "r", "text");
  for (std::size_t size = 0; size < box.size(); ++size) {
    BOOST_TEST(!open_box(pair.own, "p", "r", std::string_view(box).substr(0, size)).has_value());
  }
  BOOST_TEST(!open_box(pair.own, "p", "r", box + 'x').has_value());
}

BOOST_AUTO_TEST_CASE(an_ephemeral_point_of_small_order_is_refused) {
  const Pair pair = pair_of(1);
  Bytes box = seal_to(pair.to, "p", "r", "text");
  box.replace(2, 32, std::string(32, '\0'));
  BOOST_TEST(!open_box(pair.own, "p", "r", box).has_value());
  BOOST_CHECK_THROW(seal_to(ring_of(test::line(1, '\0')), "p", "r", "text"), CryptoError);
}

BOOST_AUTO_TEST_CASE(no_two_boxes_share_ephemeral_key_or_nonce) {
  const Pair pair = pair_of(1);
  std::set<Bytes> ephemerals;
  std::set<Bytes> nonces;
  for (int i = 0; i < 300; ++i) {
    const Bytes box = seal_to(pair.to, "p", "r", "same");
    ephemerals.insert(box.substr(2, 32));
    nonces.insert(box.substr(34, 12));
  }
  BOOST_TEST(ephemerals.size() == 300U);
  BOOST_TEST(nonces.size() == 300U);
}

BOOST_AUTO_TEST_CASE(boxes_of_one_batch_open_each_in_its_row_only) {
  const Pair pair = pair_of(1);
  const BoxSealer sealer(pair.to);
  const Bytes first = sealer.seal("p", "1", "one");
  const Bytes second = sealer.seal("p", "2", "two");
  BOOST_TEST(plain(open_box(pair.own, "p", "1", first)) == "one");
  BOOST_TEST(plain(open_box(pair.own, "p", "2", second)) == "two");
  BOOST_TEST(!open_box(pair.own, "p", "1", second).has_value());
  std::set<Bytes> nonces;
  for (int i = 0; i < 10000; ++i) nonces.insert(sealer.seal("p", "1", "one").substr(34, 12));
  BOOST_TEST(nonces.size() == 10000U);
}

BOOST_AUTO_TEST_CASE(an_older_pair_still_opens_after_a_rotation) {
  const Pair old = pair_of(1, 1);
  const Pair current = pair_of(2, 2);
  std::string lines;
  for (const Pair* pair : {&current, &old}) {
    const Key& key = pair->own.current();
    lines += std::to_string(key.id) + ':' + to_base64url(key.bytes.reveal()) + '\n';
  }
  const KeyRing own = ring_of(lines, "contact_private");
  BOOST_TEST(plain(open_box(own, "p", "r", seal_to(old.to, "p", "r", "old"))) == "old");
  BOOST_TEST(plain(open_box(own, "p", "r", seal_to(current.to, "p", "r", "new"))) == "new");
}

BOOST_AUTO_TEST_SUITE_END()
