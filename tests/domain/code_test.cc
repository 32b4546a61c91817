#include "domain/code.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <random>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(code)

BOOST_AUTO_TEST_CASE(a_code_is_its_digits_however_spaced_or_pasted) {
  for (const std::string typed :
       {"0412", "04 12", " 0 4 1 2 ", "04-12", "04\u00A012", "04\u202F12\r\n", "04.12"}) {
    BOOST_CHECK_EQUAL(Code::parse(typed)->digits().reveal(), "0412");
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_four_digits_is_a_slip) {
  for (const std::string typed : {"", "   ", "-"}) {
    BOOST_CHECK(Code::parse(typed).problem() == CodeError::empty);
  }
  for (const std::string typed : {"1", "123", "12345", "041204120412"}) {
    BOOST_CHECK(Code::parse(typed).problem() == CodeError::wrong_length);
  }
  for (const std::string typed : {"041a", "O412", "０４１２", "04/12",
                                  "04\xFF"
                                  "12"}) {
    BOOST_CHECK(Code::parse(typed).problem() == CodeError::not_digits);
  }
}

BOOST_AUTO_TEST_CASE(the_caisse_may_ask_for_more_digits) {
  BOOST_CHECK(Code::parse("123 456", 6));
  BOOST_CHECK(!Code::parse("1234", 6));
  BOOST_CHECK_EQUAL(Code::draw([](std::uint32_t) { return 7U; }, 8).digits().reveal(), "77777777");
}

BOOST_AUTO_TEST_CASE(every_code_is_as_likely_as_any_other) {
  // All ten thousand choices, once each: a map that is one to one has no bias.
  std::map<std::string, int> seen;
  for (std::uint32_t choice = 0; choice < 10000; ++choice) {
    std::uint32_t left = choice;
    const auto code = Code::draw([&](std::uint32_t bound) {
      BOOST_REQUIRE_EQUAL(bound, 10U);
      const auto digit = left % bound;
      left /= bound;
      return digit;
    });
    ++seen[std::string(code.digits().reveal())];
  }
  BOOST_CHECK_EQUAL(seen.size(), 10000U);
  BOOST_CHECK_EQUAL(seen.count("0000"), 1U);
}

BOOST_AUTO_TEST_SUITE_END()
