#include "shell/plural.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

namespace portillon {
namespace {

std::string_view form(std::string_view tag, std::uint64_t count) {
  return plural_form(*Language::parse(tag), count);
}

BOOST_AUTO_TEST_SUITE(plural)

// Samples of the Unicode CLDR's own tables.
BOOST_AUTO_TEST_CASE(a_count_takes_the_form_that_its_language_gives_it) {
  BOOST_TEST(form("fr", 0) == "one");
  BOOST_TEST(form("fr", 1) == "one");
  BOOST_TEST(form("fr", 2) == "other");
  BOOST_TEST(form("en", 0) == "other");
  BOOST_TEST(form("en", 1) == "one");
  BOOST_TEST(form("es", 21) == "other");
  BOOST_TEST(form("pl", 1) == "one");
  for (const unsigned few : {2U, 3U, 4U, 22U, 104U}) BOOST_TEST(form("pl", few) == "few");
  for (const unsigned many : {0U, 5U, 12U, 14U, 21U, 112U}) BOOST_TEST(form("pl", many) == "many");
  for (const unsigned one : {1U, 21U, 101U}) BOOST_TEST(form("uk", one) == "one");
  for (const unsigned many : {0U, 11U, 25U}) BOOST_TEST(form("uk", many) == "many");
  for (const unsigned few : {0U, 2U, 19U, 101U, 119U}) BOOST_TEST(form("ro", few) == "few");
  for (const unsigned other : {20U, 100U, 120U}) BOOST_TEST(form("ro", other) == "other");
  BOOST_TEST(form("ar", 0) == "zero");
  BOOST_TEST(form("ar", 2) == "two");
  BOOST_TEST(form("ar", 103) == "few");
  BOOST_TEST(form("ar", 11) == "many");
  BOOST_TEST(form("ar", 100) == "other");
}

BOOST_AUTO_TEST_CASE(no_count_takes_a_form_that_is_not_asked_for_at_start) {
  for (const char* tag : {"fr", "en", "pl", "uk", "ro", "ar", "zz"}) {
    const auto forms = plural_forms(*Language::parse(tag));
    for (unsigned count = 0; count < 250; ++count) {
      BOOST_TEST(std::ranges::count(forms, form(tag, count)) == 1, tag << " " << count);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
