#include "domain/temporary.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>
#include <set>
#include <string>

#include "domain/strength.h"

using namespace portillon;

namespace {

UniformBelow seeded(std::mt19937& engine) {
  return [&engine](std::uint32_t bound) {
    return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(engine);
  };
}

std::string all_symbols() {
  std::string all;
  for (const auto symbols :
       {kTemporaryDigits, kTemporaryUpper, kTemporaryLower, kTemporarySpecial}) {
    all += symbols;
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(temporary)

BOOST_AUTO_TEST_CASE(no_symbol_can_be_taken_for_another) {
  const auto all = all_symbols();
  BOOST_CHECK_EQUAL(std::set<char>(all.begin(), all.end()).size(), all.size());
  // Digits that look like letters are there only because those letters are not.
  for (const char lost : std::string("0OoQ1lIi!|ZzSsBgqm-_.,;'\"`<>&")) {
    BOOST_CHECK_MESSAGE(all.find(lost) == std::string::npos, lost);
  }
  // Cases that differ by size alone.
  for (const char letter : std::string("cksuvwxzp")) {
    const char upper = static_cast<char>(letter - 'a' + 'A');
    BOOST_CHECK_MESSAGE(
        all.find(letter) == std::string::npos || all.find(upper) == std::string::npos, letter);
  }
}

BOOST_AUTO_TEST_CASE(specials_cost_one_septet_in_a_text_message) {
  const std::string gsm_basic = "@$_!\"#%&'()*+,-./:;<=>?";
  BOOST_CHECK_EQUAL(kTemporarySpecial.find_first_not_of(gsm_basic), std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(even_the_likeliest_one_has_64_bits) {
  // P(outcome) = d*u*l*s / (12*11*10*9) / (D*U*L*S) / A^8 for an outcome with d digits, u upper,
  // l lower case, s specials: so many ways lead to it. It is greatest when all four are 3.
  const double product = static_cast<double>(kTemporaryDigits.size() * kTemporaryUpper.size() *
                                             kTemporaryLower.size() * kTemporarySpecial.size());
  const double bits = std::log2(12.0 * 11 * 10 * 9 / 81) + std::log2(product) +
                      8 * std::log2(static_cast<double>(all_symbols().size()));
  BOOST_CHECK_GE(bits, 64.0);
}

BOOST_AUTO_TEST_CASE(each_one_meets_the_rule_and_can_be_typed_back) {
  std::mt19937 engine(1);
  std::set<std::string> seen;
  for (int i = 0; i < 5000; ++i) {
    const auto drawn = TemporaryPassword::draw(seeded(engine));
    const std::string symbols(drawn.symbols().reveal());
    BOOST_REQUIRE_EQUAL(symbols.size(), kTemporaryLength);
    BOOST_REQUIRE(rule_holds(shape_of(symbols)));
    const auto grouped = drawn.grouped();
    const auto back = TemporaryPassword::parse(" " + std::string(grouped.reveal()) + "\u00A0");
    BOOST_REQUIRE(back);
    BOOST_REQUIRE_EQUAL(back->symbols().reveal(), symbols);
    seen.insert(symbols);
  }
  BOOST_CHECK_EQUAL(seen.size(), 5000U);
}

BOOST_AUTO_TEST_CASE(every_class_may_stand_at_every_place) {
  std::mt19937 engine(2);
  std::array<std::set<char>, kTemporaryLength> at;
  for (int i = 0; i < 20000; ++i) {
    const auto drawn = TemporaryPassword::draw(seeded(engine));
    for (std::size_t place = 0; place < kTemporaryLength; ++place) {
      at[place].insert(drawn.symbols().reveal()[place]);
    }
  }
  for (const auto& symbols : at) BOOST_CHECK_EQUAL(symbols.size(), all_symbols().size());
}

BOOST_AUTO_TEST_CASE(it_is_printed_in_three_groups_of_four) {
  const auto read = TemporaryPassword::parse("Ad4+EhR7X?te");
  BOOST_REQUIRE(read);
  const auto grouped = read->grouped();
  BOOST_CHECK_EQUAL(grouped.reveal(), "Ad4+ EhR7 X?te");
}

BOOST_AUTO_TEST_CASE(what_has_not_its_shape_is_somebodys_own_password) {
  for (const std::string typed :
       {"", "Ad4+ EhR7 X?t", "Ad4+ EhR7 X?tee", "ad4+ ehr7 x?te", "Ad4+EhR7X?tm", "Ad4+EhR7X?t0",
        "AdT+EhRRX?te", "Ad4TEhR7XRte", "Ad4+EhR7X?t\xFF", "Ad4-+EhR7X?te"}) {
    BOOST_CHECK_MESSAGE(!TemporaryPassword::parse(typed), typed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
