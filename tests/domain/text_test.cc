#include "domain/text.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(text_)

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_are_recognised) {
  for (const std::string good : {"", "a", "é", "€", "🐄", "e\u0301"}) {
    BOOST_CHECK(text::is_utf8(good));
  }
  // A stray continuation, a cut sequence, an overlong slash, a surrogate, past U+10FFFF, Latin-1.
  for (const std::string bad : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80",
                                "\xF4\x90\x80\x80", "caf\xE9", "\xFF"}) {
    BOOST_CHECK(!text::is_utf8(bad));
    BOOST_CHECK(!text::nfc(bad));
    BOOST_CHECK_EQUAL(text::fold(bad), "");
  }
}

BOOST_AUTO_TEST_CASE(an_accent_typed_apart_becomes_the_same_letter) {
  BOOST_CHECK_EQUAL(text::nfc("e\u0301te\u0301").value(), "été");
  BOOST_CHECK_EQUAL(text::nfc("été").value(), "été");
  BOOST_CHECK_EQUAL(text::nfc("").value(), "");
  // NFC keeps what NFKC would change: a password with ① is not one with 1.
  BOOST_CHECK_EQUAL(text::nfc("①").value(), "①");
  BOOST_CHECK_EQUAL(text::nfc(std::string("a\0b", 3)).value(), std::string("a\0b", 3));
}

BOOST_AUTO_TEST_CASE(code_points_are_counted_not_bytes) {
  BOOST_CHECK_EQUAL(text::count_code_points(""), 0U);
  BOOST_CHECK_EQUAL(text::count_code_points("été"), 3U);
  BOOST_CHECK_EQUAL(text::count_code_points("🐄🐄"), 2U);
  BOOST_CHECK_EQUAL(text::count_code_points("ab\xFF"), 2U);
}

BOOST_AUTO_TEST_CASE(folding_forgets_case_accents_and_ligatures) {
  BOOST_CHECK_EQUAL(text::fold("ÉTÉ Ça Noël"), "ete ca noel");
  BOOST_CHECK_EQUAL(text::fold("Œuvre ŒUF Lætitia"), "oeuvre oeuf laetitia");
  BOOST_CHECK_EQUAL(text::fold("ﬁn ＡＢ １"), "fin ab 1");
  BOOST_CHECK_EQUAL(text::fold("Straße ΜΑΡΙΑ"), "strasse μαρια");
  BOOST_CHECK_EQUAL(text::fold(std::string(3000, 'X')), std::string(3000, 'x'));
}

BOOST_AUTO_TEST_CASE(all_kinds_of_spaces_are_trimmed_and_squeezed) {
  BOOST_CHECK_EQUAL(text::trim(" \t\u00A0\u202F\uFEFF a b \r\n"), "a b");
  BOOST_CHECK_EQUAL(text::trim("\u00A0 \t"), "");
  BOOST_CHECK_EQUAL(text::trim("é"), "é");
  BOOST_CHECK_EQUAL(text::squeeze("  1\u202F234\u00A0 \t€ "), "1 234 €");
  BOOST_CHECK_EQUAL(text::squeeze(""), "");
  BOOST_CHECK_EQUAL(text::squeeze("a \xFF b"), "a \xFF b");
}

BOOST_AUTO_TEST_CASE(separators_go_and_everything_else_stays) {
  BOOST_CHECK_EQUAL(text::without_separators("1 85.07-60\u00A0057\u202F018\u20131"),
                    "1850760057018"
                    "1");
  BOOST_CHECK_EQUAL(text::without_separators("1/2_3,4"), "1/2_3,4");
  BOOST_CHECK_EQUAL(text::without_separators("1 \xFF 2"), "1\xFF 2");
  BOOST_CHECK_EQUAL(text::without_spaces(" a-b . c "), "a-b.c");
}

BOOST_AUTO_TEST_CASE(only_ascii_digits_are_digits) {
  BOOST_CHECK(text::all_digits("0123456789"));
  BOOST_CHECK(!text::all_digits("１２"));
  BOOST_CHECK(!text::all_digits("1a"));
  BOOST_CHECK(!text::is_digit('/'));
  BOOST_CHECK(!text::is_digit(':'));
}

BOOST_AUTO_TEST_SUITE_END()
