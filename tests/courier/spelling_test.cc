#include "courier/spelling.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <stdexcept>

namespace portillon {
namespace {

const Messages& french() {
  static const Messages words = Messages::load(PORTILLON_SOURCE "/pages/messages.toml");
  return words;
}

const Messages& english() {
  static const Messages words = Messages::load(PORTILLON_SOURCE "/pages/en/messages.toml");
  return words;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spelling)

BOOST_AUTO_TEST_CASE(a_group_is_named_character_by_character) {
  BOOST_TEST(spelled_group("Mm7-", french()) ==
             "M\u00a0majuscule, m\u00a0minuscule, chiffre\u00a07, tiret");
  BOOST_TEST(spelled_group("Mm7-", english()) ==
             "capital\u00a0M, small\u00a0m, digit\u00a07, hyphen");
  BOOST_TEST(spelled_group("", french()) == "");
}

BOOST_AUTO_TEST_CASE(every_printable_character_has_a_name_of_its_own) {
  for (const Messages* words : {&french(), &english()}) {
    std::set<std::string> names;
    for (char c = '!'; c <= '~'; ++c) {
      const std::string name = spelled(c, *words);
      BOOST_TEST(!name.empty());
      BOOST_TEST(name.find(' ') == std::string::npos);  // a name is never broken over two lines
      names.insert(name);
    }
    BOOST_TEST(names.size() == 94U);
  }
}

BOOST_AUTO_TEST_CASE(a_character_without_a_name_is_refused) {
  for (const char c : {' ', '\n', '\0', '\x7f', '\xe9'}) {
    BOOST_CHECK_THROW(spelled(c, french()), std::invalid_argument);
  }
  BOOST_CHECK_THROW(spelled_group("Kf\xc3\xa9m", french()), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
