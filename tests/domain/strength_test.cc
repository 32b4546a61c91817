#include "domain/strength.h"

#include <boost/property_tree/json_parser.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

#include "domain/guesses.h"

using namespace portillon;

namespace {

std::string word(Strength strength) {
  switch (strength) {
    case Strength::faible:
      return "faible";
    case Strength::moyen:
      return "moyen";
    case Strength::fort:
      return "fort";
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strength)

BOOST_AUTO_TEST_CASE(server_and_browser_agree_on_the_shared_vectors) {
  boost::property_tree::ptree file;
  boost::property_tree::read_json(PORTILLON_SOURCE "/tests/domain/strength_vectors.json", file);
  std::map<std::string, int> verdicts;
  for (const auto& [key, vector] : file.get_child("vectors")) {
    const auto password = vector.get<std::string>("password");
    BOOST_TEST_CONTEXT(password) {
      BOOST_CHECK_EQUAL(effective_length(password),
                        std::stoul(vector.get<std::string>("effective")));
      BOOST_CHECK_EQUAL(guesses_of(password), std::stoul(vector.get<std::string>("guesses")));
      BOOST_CHECK_EQUAL(word(strength_of(password)), vector.get<std::string>("strength"));
    }
    ++verdicts[vector.get<std::string>("strength")];
  }
  BOOST_CHECK_GE(verdicts["faible"], 10);
  BOOST_CHECK_GE(verdicts["moyen"], 10);
  BOOST_CHECK_GE(verdicts["fort"], 10);
}

BOOST_AUTO_TEST_CASE(each_code_point_has_exactly_one_class) {
  const auto shape = shape_of("Aé1!Яя٣ 密ǅ\u0301🐄");
  BOOST_CHECK_EQUAL(shape.length, 12U);
  BOOST_CHECK_EQUAL(shape.uppers, 3U);
  BOOST_CHECK_EQUAL(shape.lowers, 2U);
  BOOST_CHECK_EQUAL(shape.digits, 2U);
  BOOST_CHECK_EQUAL(shape.specials, 5U);
}

BOOST_AUTO_TEST_CASE(the_rule_wants_eight_to_128_characters_of_four_classes) {
  const auto holds = [](const std::string& password) { return rule_holds(shape_of(password)); };
  BOOST_CHECK(holds("Abcde12!"));
  BOOST_CHECK(!holds("Abcd12!"));
  BOOST_CHECK(!holds("abcde12!"));
  BOOST_CHECK(!holds("ABCDE12!"));
  BOOST_CHECK(!holds("Abcdefg!"));
  BOOST_CHECK(!holds("Abcdef12"));
  BOOST_CHECK(holds("Abcde 12"));
  BOOST_CHECK(holds("Ab1!" + std::string(124, 'x')));
  BOOST_CHECK(!holds("Ab1!" + std::string(125, 'x')));
  // Seven characters in fourteen bytes are seven characters.
  BOOST_CHECK(!holds("Éé1!ééé"));
  BOOST_CHECK(holds("Éé1!éééé"));
  // Composed first: an accent typed apart does not lengthen it, nor is it a special character.
  BOOST_CHECK(!holds("Abcdef1e\u0301"));
}

BOOST_AUTO_TEST_CASE(runs_and_repetitions_add_nothing) {
  BOOST_CHECK_EQUAL(effective_length(""), 0U);
  BOOST_CHECK_EQUAL(effective_length("aaaaaa"), 1U);
  BOOST_CHECK_EQUAL(effective_length("abcdef"), 1U);
  BOOST_CHECK_EQUAL(effective_length("987654"), 1U);
  BOOST_CHECK_EQUAL(effective_length("abcba"), 1U);
  BOOST_CHECK_EQUAL(effective_length("acegik"), 6U);
  BOOST_CHECK_EQUAL(effective_length("axaxaxaxax"), 4U);
  BOOST_CHECK_EQUAL(effective_length("\xFF\xFE"), 0U);
}

BOOST_AUTO_TEST_CASE(eight_random_characters_are_moyen_and_fort_takes_twelve) {
  BOOST_CHECK(strength_of("aB3$zQ7p") == Strength::moyen);
  BOOST_CHECK(strength_of("aB3$zQ7pT?w") == Strength::moyen);
  BOOST_CHECK(strength_of("aB3$zQ7pT?wM") == Strength::fort);
  // Twelve characters that everybody would try are not worth twelve.
  BOOST_CHECK(strength_of("Motdepasse1!") == Strength::faible);
  BOOST_CHECK(strength_of("Motdepasse motdepasse 1!") == Strength::faible);
}

BOOST_AUTO_TEST_CASE(what_is_not_utf8_is_never_strong) {
  BOOST_CHECK(strength_of("aB3$zQ7pT?wM\xFF") == Strength::faible);
}

BOOST_AUTO_TEST_SUITE_END()
