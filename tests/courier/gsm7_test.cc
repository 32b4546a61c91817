#include "courier/gsm7.h"

#include <boost/test/unit_test.hpp>

#include "courier/reference.h"
#include "domain/temporary.h"
#include "tests/crypto/rings.h"

using namespace portillon;

namespace {

std::string plain(std::string_view utf8) {
  std::string out;
  append_gsm7(out, utf8);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gsm7)

BOOST_AUTO_TEST_CASE(a_septet_a_character_and_two_for_the_extended_ones) {
  BOOST_CHECK_EQUAL(gsm7_septets("").value(), 0U);
  BOOST_CHECK_EQUAL(gsm7_septets("été @$#_§\n").value(), 10U);
  BOOST_CHECK_EQUAL(gsm7_septets("^{}\\[~]|€").value(), 18U);
}

BOOST_AUTO_TEST_CASE(the_basic_table_is_whole_but_for_the_cedilla) {
  // 3GPP TS 23.038 table 6.2.1 has 127 characters beside the escape.
  std::size_t inside = 0;
  for (char32_t point = 1; point < 0x3000; ++point) {
    std::string one;
    if (point < 0x80) {
      one = {static_cast<char>(point)};
    } else if (point < 0x800) {
      one = {static_cast<char>(0xc0 | (point >> 6)), static_cast<char>(0x80 | (point & 0x3f))};
    } else {
      one = {static_cast<char>(0xe0 | (point >> 12)),
             static_cast<char>(0x80 | ((point >> 6) & 0x3f)),
             static_cast<char>(0x80 | (point & 0x3f))};
    }
    if (gsm7_septets(one) == 1U) ++inside;
  }
  BOOST_CHECK_EQUAL(inside, 126U);
}

BOOST_AUTO_TEST_CASE(what_would_cost_the_whole_alphabet_is_told) {
  for (const std::string_view outside :
       {"ê", "ç", "Ç", "À", "’", "«", "…", "\u00a0", "中", "\xff"}) {
    BOOST_CHECK_MESSAGE(!gsm7_septets(outside), outside);
  }
}

BOOST_AUTO_TEST_CASE(letters_of_the_languages_of_seasonal_workers_lose_their_accent_alone) {
  BOOST_CHECK_EQUAL(plain("hasło, ważny, źródło, ŁÓDŹ"), "haslo, wazny, zrodlo, LODZ");
  BOOST_CHECK_EQUAL(plain("parolă, și, țară, în"), "parola, si, tara, in");
  BOOST_CHECK_EQUAL(plain("contraseña, código"), "contraseña, codigo");
  BOOST_CHECK_EQUAL(plain("não, código, situação"), "nao, codigo, situacao");
}

BOOST_AUTO_TEST_CASE(french_typography_becomes_plain_and_stays_readable) {
  BOOST_CHECK_EQUAL(plain("À l’été, « août » – 10\u00a0h\u202f02…"),
                    "A l'été, \" aout \" - 10 h 02...");
  BOOST_CHECK_EQUAL(plain("Œuvre, cœur, garçon, Noël"), "OEuvre, coeur, garcon, Noel");
  BOOST_CHECK_EQUAL(plain("中\xff"), "??");
  BOOST_CHECK(gsm7_septets(plain("ÀÂÈÊËÎÏÔÙÛÇâêëîïôûçœ’«»–…\u00a0中")).has_value());
}

BOOST_AUTO_TEST_CASE(a_reference_is_read_out_without_doubt_and_spells_no_word) {
  test::SeededRandom random(1);
  BOOST_CHECK_EQUAL(kReferenceSymbols.find_first_of("0O1IL2Z5S8BMNUVAEY"), std::string_view::npos);
  for (int i = 0; i < 200; ++i) {
    const std::string reference = draw_reference(random);
    BOOST_REQUIRE_EQUAL(reference.size(), kWidestReference.size());
    BOOST_CHECK_EQUAL(reference[3], '-');
    BOOST_CHECK_EQUAL(reference.find_first_not_of(std::string(kReferenceSymbols) + "-"),
                      std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
