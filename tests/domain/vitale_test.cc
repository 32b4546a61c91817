#include "domain/vitale.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(vitale)

BOOST_AUTO_TEST_CASE(a_serial_number_is_its_digits_however_spaced) {
  for (const std::string typed : {"12345678901", "123 4567 8901", "123.4567-8901\u00A0"}) {
    BOOST_CHECK_EQUAL(VitaleSerial::parse(typed)->digits(), "12345678901");
  }
  BOOST_CHECK(*VitaleSerial::parse("1234 5678") == *VitaleSerial::parse("12345678"));
  BOOST_CHECK(!(*VitaleSerial::parse("01234 5678") == *VitaleSerial::parse("12345678")));
}

BOOST_AUTO_TEST_CASE(a_slip_says_what_is_wrong) {
  const auto problem = [](std::string_view typed, VitaleShape shape = {}) {
    return VitaleSerial::parse(typed, shape).problem();
  };
  BOOST_CHECK(problem("  ").error == VitaleError::empty);
  BOOST_CHECK(problem("1234567X").error == VitaleError::bad_character);
  BOOST_CHECK(problem("12345,678").error == VitaleError::bad_character);
  BOOST_CHECK(problem("123456").error == VitaleError::too_short);
  BOOST_CHECK_EQUAL(problem("123456").count, 2);
  BOOST_CHECK(problem("123456789012345678901").error == VitaleError::too_long);
  BOOST_CHECK_EQUAL(problem("123456789012345678901").count, 1);
}

BOOST_AUTO_TEST_CASE(the_caisse_decides_the_length) {
  constexpr VitaleShape kEleven = {11, 11};
  BOOST_CHECK(VitaleSerial::parse("12345678901", kEleven));
  BOOST_CHECK(!VitaleSerial::parse("1234567890", kEleven));
  BOOST_CHECK(!VitaleSerial::parse("123456789012", kEleven));
  BOOST_CHECK(VitaleSerial::parse("12345678"));
  BOOST_CHECK(VitaleSerial::parse("12345678901234567890"));
}

BOOST_AUTO_TEST_SUITE_END()
