#include "domain/guesses.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>
#include <string>

#include "domain/common_passwords.h"
#include "domain/strength.h"

using namespace portillon;

namespace {

// Characters at random that would cost as much.
double worth(const std::string& password) {
  return static_cast<double>(guesses_of(password)) / kPerCharacter;
}

void check_cheap(double most, const std::vector<std::string>& passwords) {
  for (const auto& password : passwords) {
    BOOST_CHECK_MESSAGE(worth(password) <= most, password << " is worth " << worth(password));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(guesses)

BOOST_AUTO_TEST_CASE(the_logarithm_is_exact_for_powers_of_two_and_never_over) {
  for (unsigned whole = 0; whole < 40; ++whole) {
    BOOST_CHECK_EQUAL(log_of(std::uint64_t{1} << whole), whole * 256);
  }
  for (std::uint64_t n = 1; n < 5000; ++n) {
    const double exact = 256 * std::log2(static_cast<double>(n));
    BOOST_CHECK_LE(log_of(n), exact + 1e-6);
    BOOST_CHECK_GE(log_of(n), exact - 0.09 * 256);
    BOOST_CHECK_LE(log_of(n), log_of(n + 1));
  }
}

BOOST_AUTO_TEST_CASE(what_fits_no_pattern_is_worth_its_length_in_any_alphabet) {
  for (const std::string password : {"kQ4!vZ8?mT2+", "KQ)b$9?#", "密码安全", "жќѝ!", "🐄🐎🐖", "x"}) {
    BOOST_CHECK_EQUAL(guesses_of(password), kPerCharacter * shape_of(password).length);
  }
  BOOST_CHECK_EQUAL(guesses_of(""), 0U);
}

BOOST_AUTO_TEST_CASE(a_word_is_cheap_however_it_is_dressed) {
  check_cheap(1, {"azerty", "motdepasse", "doudou"});
  check_cheap(3,
              {"Motdepasse", "MOTDEPASSE", "m0tdep@sse", "essapedtom", "Œuf", "$0l3il", "M1ch3l"});
  check_cheap(4.2, {"Chevaux", "moissonneuse", "Dordogne", "élevage", "ju1ll3t"});
  BOOST_CHECK_GT(worth("mOtDePaSsE"), worth("Motdepasse"));
  BOOST_CHECK_GT(worth("voisine"), worth("soleil"));
}

BOOST_AUTO_TEST_CASE(runs_sequences_and_repetitions_are_cheap) {
  check_cheap(4, {"azertyuiop", "poiuytreza", "qsdfghjklm", "qwertyuiop", "1234567890",
                  "0987654321", "abcdefghijk", "zyxwvu", "acegikmo", "αβγδεζ", "7410", "vfr4",
                  "&é\"'(-è_çà", "aaaaaaaaaaaa", "!!!!!!!!", "abababababab", "soleilsoleilsoleil"});
  check_cheap(6, {"1a2z3e4r5t6y", "1q2w3e4r5t6y", "xK9!xK9!xK9!xK9"});
}

BOOST_AUTO_TEST_CASE(dates_years_and_postcodes_are_cheap) {
  check_cheap(2, {"2024", "1987"});
  check_cheap(4.5, {"14071987", "140787", "1407", "47000", "05/1987"});
  check_cheap(5.3, {"14/07/1987", "14-07-87", "1.7.1987", "2024-12-31", "31 12 2024"});
  // No day, no month, no year, mixed separators: characters like others.
  for (const std::string other : {"39/39", "45.13.1877", "14/07-1987"}) {
    BOOST_CHECK_GT(worth(other), 4.5);
  }
}

BOOST_AUTO_TEST_CASE(a_sentence_is_worth_more_than_its_words_apart_and_less_than_its_letters) {
  const std::string sentence = "Le chat de ma voisine dort";
  BOOST_CHECK_GT(worth(sentence), worth("voisine") + worth("chat") + worth("dort"));
  BOOST_CHECK_LT(worth(sentence), 26);
  BOOST_CHECK_GT(worth(sentence), 12);
}

BOOST_AUTO_TEST_CASE(nothing_is_worth_more_than_its_characters_and_more_text_is_never_worth_less) {
  std::mt19937 engine(11);
  const auto below = [&](std::size_t limit) { return engine() % limit; };
  for (int round = 0; round < 300; ++round) {
    std::string password;
    while (password.size() < 40) {
      password += below(2) == 0 ? std::string(common_word(below(common_word_count())))
                                : std::string(1, static_cast<char>('!' + below(94)));
    }
    const auto whole = guesses_of(password);
    BOOST_CHECK_LE(whole, kPerCharacter * shape_of(password).length);
    BOOST_CHECK_LE(whole, guesses_of(password + "zq") + kPerCharacter);
  }
}

BOOST_AUTO_TEST_CASE(only_the_first_128_code_points_count) {
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += i % 2 == 0 ? "é?" : "K9";
  BOOST_CHECK_EQUAL(guesses_of(longest), guesses_of(longest + "zQ!7"));
}

BOOST_AUTO_TEST_CASE(any_bytes_are_estimated_or_refused_without_harm) {
  std::mt19937 engine(7);
  const auto byte = [&] { return static_cast<char>(engine() & 0xFFU); };
  for (int round = 0; round < 3000; ++round) {
    std::string bytes;
    for (auto left = engine() % 200; left > 0; --left) bytes += byte();
    BOOST_CHECK_LE(guesses_of(bytes), 128 * kPerCharacter);
    BOOST_CHECK_EQUAL(guesses_of("Soleil47!\xC3" + bytes + "\xFF"), 0U);
  }
  // The shapes that make the most pieces.
  for (const std::string unit :
       {"a", "ab1", "1l!|", "11/11/1111", "azerty", "\u0153", "1a2z3e4r"}) {
    std::string bytes;
    while (bytes.size() < 16000) bytes += unit;
    BOOST_CHECK_LE(guesses_of(bytes), 128 * kPerCharacter);
  }
}

BOOST_AUTO_TEST_SUITE_END()
