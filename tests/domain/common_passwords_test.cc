#include "domain/common_passwords.h"

#include <boost/test/unit_test.hpp>

#include "domain/text.h"

using namespace portillon;

BOOST_AUTO_TEST_SUITE(common_passwords)

BOOST_AUTO_TEST_CASE(the_usual_french_suspects_are_listed) {
  for (const std::string word : {"azerty", "motdepasse", "bonjour", "soleil", "doudou", "chocolat",
                                 "marseille", "loulou", "password", "qwerty", "tracteur", "msa"}) {
    BOOST_CHECK_MESSAGE(is_common_word(word), word);
  }
  for (const std::string word : {"", "zq", "xylophage", "motdepass", "Azerty"}) {
    BOOST_CHECK_MESSAGE(!is_common_word(word), word);
  }
}

BOOST_AUTO_TEST_CASE(every_word_is_written_as_a_folded_password_is) {
  BOOST_CHECK_GE(common_word_count(), 1000U);
  for (std::size_t i = 0; i < common_word_count(); ++i) {
    const std::string word(common_word(i));
    BOOST_CHECK_EQUAL(text::fold(word), word);
    BOOST_CHECK_EQUAL(word.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos);
    BOOST_CHECK_GE(word.size(), kShortestWord);
    BOOST_CHECK_LE(word.size(), kLongestWord);
    BOOST_CHECK(is_common_word(word));
  }
}

BOOST_AUTO_TEST_CASE(a_word_s_rank_is_its_place_in_its_part_of_the_list) {
  BOOST_CHECK_EQUAL(word_rank("azerty"), 1U);
  BOOST_CHECK_EQUAL(word_rank("motdepasse"), 2U);
  BOOST_CHECK(word_rank("voisine") > 100U);
  BOOST_CHECK(!is_common_word("voisine"));
  BOOST_CHECK(word_rank("dordogne") > 0U);
  for (const std::string word : {"", "zq", "xylophage", "Azerty"}) {
    BOOST_CHECK_EQUAL(word_rank(word), 0U);
  }
}

BOOST_AUTO_TEST_CASE(neighbouring_keys_are_a_run_in_both_directions) {
  for (const std::string run : {"azer", "ytreza", "qsdf", "wxcvbn", "abcd", "zyxw", "0123", "9876",
                                "7890", "asdf", "uiopqs", "1q2w3e", "aqwzsx"}) {
    BOOST_CHECK_MESSAGE(is_keyboard_run(run), run);
  }
  for (const std::string other : {"", "abc", "azre", "vache", "1357", "poil"}) {
    BOOST_CHECK_MESSAGE(!is_keyboard_run(other), other);
  }
}

BOOST_AUTO_TEST_CASE(a_unit_over_and_over_is_a_repetition_even_when_cut) {
  for (const std::string text : {"aaaa", "abab", "ab1!ab1!", "ab1!ab1!ab", "soleilsoleil"}) {
    BOOST_CHECK_MESSAGE(is_repetition(text), text);
  }
  for (const std::string text : {"", "aa", "aaa", "abca", "abcdab", "ab1!ab1?"}) {
    BOOST_CHECK_MESSAGE(!is_repetition(text), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
