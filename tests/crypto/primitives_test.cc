#include "crypto/primitives.h"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>

#include "crypto/error.h"
#include "rings.h"

using namespace portillon;
using test::hex;
using test::unhex;

namespace {

std::string hkdf(std::string_view salt, std::string_view info) {
  const Secret input = Secret::from(std::string(22, '\x0b'));
  const Secret output = primitives::hkdf_sha256(input, salt, info, 42);
  return to_hex(output.reveal());
}

std::string x25519(std::string_view private_key, std::string_view public_key) {
  const auto shared = primitives::x25519(unhex(private_key), unhex(public_key));
  return shared ? to_hex(shared->reveal()) : "(refused)";
}

struct GcmVector {
  const char* key;
  const char* nonce;
  const char* associated;
  const char* plain;
  const char* sealed;
};

// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16.
const GcmVector kGcmVectors[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
     "b094dac5d93471bdec1a502270e3cc6c"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
     "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
     "76fc6ece0f4e1768cddf8853bb2d551b"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(crypto_primitives)

BOOST_AUTO_TEST_CASE(hmac_gives_the_vectors_of_rfc_4231) {
  using primitives::hmac_sha256;
  BOOST_TEST(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
             "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  BOOST_TEST(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  BOOST_TEST(hex(hmac_sha256(std::string(20, '\xaa'), std::string(50, '\xdd'))) ==
             "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  BOOST_TEST(hex(hmac_sha256(unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"),
                             std::string(50, '\xcd'))) ==
             "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  BOOST_TEST(hex(hmac_sha256(std::string(131, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First")) ==
             "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  BOOST_TEST(hex(hmac_sha256(std::string(131, '\xaa'),
                             "This is a test using a larger than block-size key and a larger than "
                             "block-size data. The key needs to be hashed before being used by the "
                             "HMAC algorithm.")) ==
             "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

BOOST_AUTO_TEST_CASE(hmac_without_a_key_is_refused) {
  BOOST_CHECK_THROW(primitives::hmac_sha256("", "text"), CryptoError);
}

BOOST_AUTO_TEST_CASE(hkdf_gives_the_vectors_of_rfc_5869) {
  BOOST_TEST(
      hkdf(unhex("000102030405060708090a0b0c"), unhex("f0f1f2f3f4f5f6f7f8f9")) ==
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  BOOST_TEST(
      hkdf("", "") ==
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

BOOST_AUTO_TEST_CASE(aes_gcm_gives_the_vectors_of_its_authors) {
  for (const GcmVector& vector : kGcmVectors) {
    const Bytes sealed = primitives::aes_256_gcm_encrypt(
        unhex(vector.key), unhex(vector.nonce), unhex(vector.associated), unhex(vector.plain));
    BOOST_TEST(to_hex(sealed) == vector.sealed);
    const auto opened = primitives::aes_256_gcm_decrypt(unhex(vector.key), unhex(vector.nonce),
                                                        unhex(vector.associated), sealed);
    BOOST_REQUIRE(opened.has_value());
    BOOST_TEST(to_hex(opened->reveal()) == vector.plain);
  }
}

BOOST_AUTO_TEST_CASE(aes_gcm_refuses_keys_and_nonces_of_other_sizes) {
  const std::string key(32, 'k');
  const std::string nonce(12, 'n');
  BOOST_CHECK_THROW(primitives::aes_256_gcm_encrypt(key.substr(1), nonce, "", ""), CryptoError);
  BOOST_CHECK_THROW(primitives::aes_256_gcm_encrypt(key, nonce.substr(1), "", ""), CryptoError);
}

BOOST_AUTO_TEST_CASE(x25519_gives_the_vectors_of_rfc_7748) {
  BOOST_TEST(x25519("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c") ==
             "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  const char* const alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
  const char* const bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
  const char* const alice_public =
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
  const char* const bob_public = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f";
  const char* const shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
  BOOST_TEST(to_hex(primitives::x25519_public(unhex(alice))) == alice_public);
  BOOST_TEST(to_hex(primitives::x25519_public(unhex(bob))) == bob_public);
  BOOST_TEST(x25519(alice, bob_public) == shared);
  BOOST_TEST(x25519(bob, alice_public) == shared);
}

BOOST_AUTO_TEST_CASE(x25519_refuses_points_of_small_order) {
  const char* const own = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
  BOOST_TEST(x25519(own, std::string(64, '0')) == "(refused)");
  BOOST_TEST(x25519(own, "01" + std::string(62, '0')) == "(refused)");
}

BOOST_AUTO_TEST_CASE(argon2id_knows_a_string_of_the_reference_implementation) {
  // phc-winner-argon2, src/test.c: m=2^16, t=2, p=1, "password", "somesalt".
  const std::string phc =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  BOOST_TEST(primitives::argon2id_matches(phc, "password"));
  BOOST_TEST(!primitives::argon2id_matches(phc, "passwore"));
}

BOOST_AUTO_TEST_CASE(argon2id_writes_its_parameters_into_the_string) {
  BOOST_TEST(primitives::argon2id("x", 8192, 3).starts_with("$argon2id$v=19$m=8,t=3,p=1$"));
}

#ifndef __SANITIZE_ADDRESS__  // whose allocator ends the program; tests/faults asks a whole page
BOOST_AUTO_TEST_CASE(a_right_password_is_not_wrong_because_memory_is_short) {
  const std::string phc = primitives::argon2id("password", std::size_t{64} << 20U, 1);
  BOOST_TEST(primitives::argon2id_matches(phc, "password"));
  BOOST_TEST(!primitives::argon2id_matches(phc, "passwore"));
  rlimit before{};
  getrlimit(RLIMIT_AS, &before);
  rlimit none = before;
  none.rlim_cur = 1;  // what is mapped stays, and nothing more is
  setrlimit(RLIMIT_AS, &none);
  std::string said;
  try {
    said = primitives::argon2id_matches(phc, "password") ? "right" : "wrong";
  } catch (const CryptoError&) {
    said = "memory short";
  }
  setrlimit(RLIMIT_AS, &before);
  BOOST_TEST(said == "memory short");
}
#endif

BOOST_AUTO_TEST_CASE(an_argon2id_string_that_is_damaged_matches_nothing) {
  const std::string good = primitives::argon2id("x", 8192, 1);
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string damaged = good;
    damaged[at] = damaged[at] == '!' ? '?' : '!';
    BOOST_TEST(!primitives::argon2id_matches(damaged, "x"), damaged);
  }
  for (const char* more : {"$", "A", "="}) {
    BOOST_TEST(!primitives::argon2id_matches(good + more, "x"));
  }
  for (std::size_t length = 0; length < good.size(); ++length) {
    BOOST_TEST(!primitives::argon2id_matches(good.substr(0, length), "x"));
  }
}

BOOST_AUTO_TEST_CASE(framing_tells_every_list_from_every_other) {
  using primitives::framed;
  const auto differ = [](const Secret& a, const Secret& b) { return a.reveal() != b.reveal(); };
  BOOST_TEST(differ(framed("a", {"1", "23"}), framed("a", {"12", "3"})));
  BOOST_TEST(differ(framed("a", {"1", ""}), framed("a", {"1"})));
  BOOST_TEST(differ(framed("a", {"", "1"}), framed("a", {"1", ""})));
  BOOST_TEST(differ(framed("ab", {}), framed("a", {"b"})));
  const Secret exact = framed("ab", {"c"});
  BOOST_TEST(to_hex(exact.reveal()) == "00000000000000026162000000000000000163");
}

BOOST_AUTO_TEST_SUITE_END()
