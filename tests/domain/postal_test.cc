#include "domain/postal.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

namespace {

const PostalFields kFarm = {
    "Mme Jeanne  DUPONT", {"Lieu-dit La Borde", "", "12 chemin\tdu Bois"}, "47 000", " Agen "};

PostalProblem problem_of(const PostalFields& fields) {
  return PostalAddress::parse(fields).problem();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(postal)

BOOST_AUTO_TEST_CASE(an_address_becomes_clean_lines_to_print) {
  const auto address = PostalAddress::parse(kFarm);
  BOOST_REQUIRE(address);
  const std::vector<std::string> expected = {"Mme Jeanne DUPONT", "Lieu-dit La Borde",
                                             "12 chemin du Bois", "47000 AGEN"};
  BOOST_CHECK_EQUAL_COLLECTIONS(address->lines().begin(), address->lines().end(), expected.begin(),
                                expected.end());
  BOOST_CHECK_EQUAL(address->postcode(), "47000");
}

BOOST_AUTO_TEST_CASE(a_hamlet_without_street_is_an_address) {
  auto hamlet = kFarm;
  hamlet.lines.clear();
  BOOST_CHECK_EQUAL(PostalAddress::parse(hamlet)->lines().size(), 2U);
}

BOOST_AUTO_TEST_CASE(a_line_has_38_characters_not_38_bytes) {
  auto longest = kFarm;
  longest.name.clear();
  for (int i = 0; i < 38; ++i) longest.name += "é";
  BOOST_CHECK(PostalAddress::parse(longest));
  longest.name += "é";
  BOOST_CHECK(problem_of(longest).error == PostalError::line_too_long);
  BOOST_CHECK_EQUAL(problem_of(longest).line, 1);
  auto town = kFarm;
  town.town = std::string(33, 'A');
  BOOST_CHECK(problem_of(town).error == PostalError::line_too_long);
  BOOST_CHECK_EQUAL(problem_of(town).line, 4);
}

BOOST_AUTO_TEST_CASE(a_long_name_goes_on_in_a_second_line_between_two_words) {
  auto noble = kFarm;
  noble.name = "Groupement foncier agricole et forestier du Haut-Armagnac";
  const auto address = PostalAddress::parse(noble);
  BOOST_REQUIRE(address);
  BOOST_CHECK_EQUAL(address->lines().at(0), "Groupement foncier agricole et");
  BOOST_CHECK_EQUAL(address->lines().at(1), "forestier du Haut-Armagnac");
  noble.town = std::string(33, 'A');
  BOOST_CHECK_EQUAL(problem_of(noble).line, 4);  // as given, whatever the name takes
  noble = kFarm;
  noble.name = std::string(20, 'a') + ' ' + std::string(39, 'b');
  BOOST_CHECK(problem_of(noble).error == PostalError::line_too_long);
  BOOST_CHECK_EQUAL(problem_of(noble).line, 1);
}

BOOST_AUTO_TEST_CASE(six_lines_and_no_more) {
  auto many = kFarm;
  many.lines = {"a", "b", "c", "d"};
  BOOST_CHECK_EQUAL(PostalAddress::parse(many)->lines().size(), 6U);
  many.lines.push_back("e");
  BOOST_CHECK(problem_of(many).error == PostalError::too_many_lines);
}

BOOST_AUTO_TEST_CASE(a_postcode_is_five_digits) {
  for (const std::string bad : {"", "4700", "470000", "4700A", "00000", "F-47000", "４７０００"}) {
    auto fields = kFarm;
    fields.postcode = bad;
    BOOST_CHECK_MESSAGE(problem_of(fields).error == PostalError::bad_postcode, bad);
  }
  for (const std::string good : {"01000", "20090", "97410", "98800", "47000"}) {
    auto fields = kFarm;
    fields.postcode = good;
    BOOST_CHECK_MESSAGE(PostalAddress::parse(fields), good);
  }
}

BOOST_AUTO_TEST_CASE(missing_parts_and_control_characters_are_told) {
  auto nameless = kFarm;
  nameless.name = " \u00A0";
  BOOST_CHECK(problem_of(nameless).error == PostalError::missing_name);
  auto nowhere = kFarm;
  nowhere.town.clear();
  BOOST_CHECK(problem_of(nowhere).error == PostalError::missing_town);
  for (const std::string bad : {"La\nBorde", "La\x1B[2JBorde", "La\xFF"}) {
    auto fields = kFarm;
    fields.lines = {bad};
    BOOST_CHECK(problem_of(fields).error == PostalError::bad_character);
  }
}

BOOST_AUTO_TEST_CASE(the_town_is_in_capitals_with_its_accents_and_other_lines_are_left_alone) {
  auto mixed = kFarm;
  mixed.town = "L’Haÿ-les-Roses œuvre ſ";
  const auto address = PostalAddress::parse(mixed);
  BOOST_REQUIRE(address);
  BOOST_CHECK_EQUAL(address->lines().back(), "47000 L’HAŸ-LES-ROSES ŒUVRE S");
  BOOST_CHECK_EQUAL(address->lines().front(), "Mme Jeanne DUPONT");
}

BOOST_AUTO_TEST_SUITE_END()
