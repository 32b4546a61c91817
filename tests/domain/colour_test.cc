#include "domain/colour.h"

#include <boost/test/unit_test.hpp>

namespace portillon {
namespace {

Colour colour(std::string_view text) { return Colour::parse(text).value(); }

BOOST_AUTO_TEST_SUITE(colour_values)

BOOST_AUTO_TEST_CASE(the_measure_is_the_one_of_wcag) {
  BOOST_TEST(contrast(colour("#000"), colour("#ffffff")) == 21.0,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(contrast(colour("#fff"), colour("#777777")) == 4.478,
             boost::test_tools::tolerance(1e-3));
  BOOST_TEST(contrast(colour("#0f5c3f"), colour("#0F5C3F")) == 1.0,
             boost::test_tools::tolerance(1e-9));
  BOOST_TEST(contrast(colour("#f00"), colour("#fff")) == 3.998, boost::test_tools::tolerance(1e-3));
}

BOOST_AUTO_TEST_CASE(a_colour_has_three_or_six_hexadecimal_digits) {
  BOOST_TEST(colour("#Fa0").text() == "#ffaa00");
  BOOST_TEST(colour("#0F5c3f").text() == "#0f5c3f");
  for (const char* text : {"", "#", "#12", "#1234", "#12345", "#1234567", "0f5c3f", "green",
                           "#0f5c3g", "#0f5c3", "rgb(0,0,0)", " #fff", "#ff f"}) {
    BOOST_TEST(!Colour::parse(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_darker_one_stands_out_more_from_white_and_a_lighter_one_from_black) {
  const Colour green = colour("#0f5c3f");
  BOOST_TEST(green.darker().text() == "#0c4530");
  BOOST_TEST(contrast(green.darker(), colour("#fff")) > contrast(green, colour("#fff")));
  BOOST_TEST(contrast(green.lighter(), colour("#000")) > contrast(green, colour("#000")));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace portillon
