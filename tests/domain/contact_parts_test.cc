#include "domain/contact_parts.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

namespace {

void check_parts(std::string_view canonical, const std::vector<std::string>& expected) {
  const auto parts = contact_parts(canonical);
  BOOST_TEST(parts == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(contact_parts_suite)

BOOST_AUTO_TEST_CASE(an_address_has_its_words_and_its_local_part_in_one) {
  check_parts("Jean-Pierre.Lafitte47@ruchers.exemple.fr",
              {"jean", "pierre", "lafitte", "jeanpierrelafitte", "ruchers", "exemple"});
  check_parts("m.li@ab.fr", {});
  check_parts("jo.an@exemple.fr", {"joan", "exemple"});
  check_parts("lafitte@lafitte.fr", {"lafitte"});
}

BOOST_AUTO_TEST_CASE(a_number_has_its_last_six_digits) {
  check_parts("+33612345678", {"345678"});
  check_parts("+687751234", {"751234"});
  check_parts("", {});
}

BOOST_AUTO_TEST_CASE(there_are_never_more_than_the_column_holds) {
  std::string address;
  for (char c = 'a'; c <= 'm'; ++c) address += std::string(4, c) + '.';
  std::string domain;
  for (char c = 'n'; c <= 'z'; ++c) domain += std::string(4, c) + '.';
  BOOST_TEST(contact_parts(address + "end@" + domain + "fr").size() == kMostContactParts);
}

BOOST_AUTO_TEST_SUITE_END()
