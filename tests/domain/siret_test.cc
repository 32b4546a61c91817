#include "domain/siret.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(siret)

BOOST_AUTO_TEST_CASE(real_establishments_are_accepted_however_spaced) {
  for (const std::string typed : {"73282932000074", "732 829 320 00074", "732.829.320.00074",
                                  "732-829-320\u202F000\u00A074", " 73282932000074\r\n"}) {
    BOOST_CHECK_EQUAL(Siret::parse(typed)->digits(), "73282932000074");
  }
  BOOST_CHECK_EQUAL(Siret::parse("73282932000074")->grouped(), "732 829 320 00074");
}

BOOST_AUTO_TEST_CASE(la_poste_has_its_own_sum) {
  BOOST_CHECK(Siret::parse("35600000000048"));  // its seat, by Luhn
  BOOST_CHECK(Siret::parse("35600000049837"));  // a post office: 3+5+6+4+9+8+3+7 = 45
  BOOST_CHECK(!Siret::parse("35600000049838"));
  BOOST_CHECK(!luhn_holds("35600000049837"));
  // Nobody else may use that sum.
  BOOST_CHECK(!Siret::parse("35600000149836"));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said) {
  struct Bad {
    std::string typed;
    SiretError error;
    int count;
  };
  const std::vector<Bad> table = {{"", SiretError::empty, 0},
                                  {" . ", SiretError::empty, 0},
                                  {"7328293200007", SiretError::too_short, 1},
                                  {"732829320", SiretError::too_short, 5},
                                  {"732829320000745", SiretError::too_long, 1},
                                  {"7328293200007A", SiretError::bad_character, 0},
                                  {"732829320\xFF", SiretError::bad_character, 0},
                                  {"73282932000075", SiretError::check_mismatch, 0},
                                  {"73282932000047", SiretError::check_mismatch, 0},
                                  {"00000000000000", SiretError::check_mismatch, 0}};
  for (const auto& bad : table) {
    BOOST_TEST_CONTEXT(bad.typed) {
      const auto siret = Siret::parse(bad.typed);
      BOOST_REQUIRE(!siret);
      BOOST_CHECK(siret.problem().error == bad.error);
      BOOST_CHECK_EQUAL(siret.problem().count, bad.count);
    }
  }
}

BOOST_AUTO_TEST_CASE(luhn_follows_its_published_vector) {
  BOOST_CHECK(luhn_holds("79927398713"));
  for (char last = '0'; last <= '9'; ++last) {
    BOOST_CHECK_EQUAL(luhn_holds(std::string("7992739871") + last), last == '3');
  }
}

BOOST_AUTO_TEST_SUITE_END()
