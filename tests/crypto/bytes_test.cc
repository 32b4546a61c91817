#include "crypto/bytes.h"

#include <boost/test/unit_test.hpp>

#include "rings.h"

using namespace portillon;

BOOST_AUTO_TEST_SUITE(crypto_bytes)

BOOST_AUTO_TEST_CASE(base64url_follows_rfc_4648) {
  BOOST_TEST(to_base64url("") == "");
  BOOST_TEST(to_base64url("f") == "Zg");
  BOOST_TEST(to_base64url("fo") == "Zm8");
  BOOST_TEST(to_base64url("foo") == "Zm9v");
  BOOST_TEST(to_base64url("foobar") == "Zm9vYmFy");
  BOOST_TEST(to_base64url("\xfb\xff\xfe") == "-__-");
}

BOOST_AUTO_TEST_CASE(base64url_comes_back_for_every_length) {
  test::SeededRandom random(1);
  for (std::size_t size = 0; size < 100; ++size) {
    const Bytes bytes = random_bytes(random, size);
    BOOST_TEST((from_base64url(to_base64url(bytes)) == bytes));
  }
}

BOOST_AUTO_TEST_CASE(base64url_refuses_every_second_text_for_a_value) {
  for (const char* text : {"Zg==", "Zg=", "Zh", "Zm9", "Z", "Zm9vY", "Zm 8", " Zg", "Zg\n", "+/+/",
                           "Zm9v!", "Zm9v\xc3\xa9"}) {
    BOOST_TEST(!from_base64url(text).has_value(), "accepted " << text);
  }
  BOOST_TEST(!from_base64url(std::string_view("Zg\0", 3)).has_value());
}

BOOST_AUTO_TEST_CASE(base64url_has_64_signs_and_takes_no_other_byte_for_one) {
  constexpr std::string_view kSigns =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = {'Z', static_cast<char>(byte), '9', 'v'};
    BOOST_TEST(
        from_base64url(text).has_value() == (kSigns.find(static_cast<char>(byte)) != kSigns.npos),
        "byte " << byte);
  }
}

BOOST_AUTO_TEST_CASE(hexadecimal_comes_back_and_nothing_else_is_accepted) {
  BOOST_TEST(to_hex(std::string("\x00\x7f\xff", 3)) == "007fff");
  BOOST_TEST((from_hex("007FfF") == Bytes("\x00\x7f\xff", 3)));
  BOOST_TEST((from_hex("") == Bytes()));
  for (const char* text : {"0", "000", "0g", "0x", "00 ", " 00", "00:00"}) {
    BOOST_TEST(!from_hex(text).has_value(), "accepted " << text);
  }
}

BOOST_AUTO_TEST_CASE(digests_are_equal_only_in_every_byte) {
  Digest a{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    Digest b = a;
    BOOST_TEST(equal(a, b));
    b[i] = 1;
    BOOST_TEST(!equal(a, b));
  }
  BOOST_TEST(equal(std::string_view("abc"), std::string_view("abc")));
  BOOST_TEST(!equal(std::string_view("abc"), std::string_view("abd")));
  BOOST_TEST(!equal(std::string_view("abc"), std::string_view("ab")));
  BOOST_TEST(!equal(std::string_view("ab"), std::string_view("abc")));
}

BOOST_AUTO_TEST_CASE(a_column_of_another_length_is_no_digest) {
  BOOST_TEST(!digest_from(std::string(31, 'x')).has_value());
  BOOST_TEST(!digest_from(std::string(33, 'x')).has_value());
  BOOST_TEST(view(digest_from(std::string(32, 'x')).value()) == std::string(32, 'x'));
}

BOOST_AUTO_TEST_SUITE_END()
