#include "domain/amount.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(amount)

BOOST_AUTO_TEST_CASE(amounts_are_read_as_people_write_them) {
  const std::pair<const char*, std::int64_t> table[] = {
      {"12", 1200},
      {"12,5", 1250},
      {"12.5", 1250},
      {"12,50", 1250},
      {"0,01", 1},
      {"0.50 €", 50},
      {"007", 700},
      {"1234.56", 123456},
      {"1234,56", 123456},
      {"1 234,56 €", 123456},
      {"1 234,56€", 123456},
      {"€ 1 234,56", 123456},
      {"1\u00A0234,56\u00A0€", 123456},
      {"1\u202F234,56\u202F€", 123456},
      {"\t1\t234,56 ", 123456},
      {"1 234 , 56", 123456},
      {"1.234,56", 123456},
      {"1,234.56", 123456},
      {"1.234.567,8", 123456780},
      {"1.234.567", 123456700},
      {"1 234 euros", 123400},
      {"1 234,5 EUROS", 123450},
      {"1 euro", 100},
      {"350 EUR", 35000},
      {"9 999 999,99", 999999999},
      {"0000009999999,99", 999999999},
  };
  for (const auto& [typed, cents] : table) {
    BOOST_TEST_CONTEXT(typed) {
      const auto read = Amount::parse(typed);
      BOOST_REQUIRE(read);
      BOOST_CHECK_EQUAL(read->cents(), cents);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_clearly_one_amount_is_a_slip_with_its_reason) {
  const std::pair<std::string, AmountError> table[] = {
      {"", AmountError::empty},
      {" \u00A0", AmountError::empty},
      {"douze", AmountError::not_an_amount},
      {"€", AmountError::not_an_amount},
      {"12 dollars", AmountError::not_an_amount},
      {"12€50", AmountError::not_an_amount},
      {",50", AmountError::not_an_amount},
      {"12,", AmountError::not_an_amount},
      {",", AmountError::not_an_amount},
      {"1,2,3", AmountError::not_an_amount},
      {"1,234,567", AmountError::not_an_amount},
      {"1.23.456", AmountError::not_an_amount},
      {"1234.567.890", AmountError::not_an_amount},
      {"1.2,3.4", AmountError::not_an_amount},
      {"1.2,34", AmountError::not_an_amount},
      {"12 34", AmountError::not_an_amount},
      {"1234 567", AmountError::not_an_amount},
      {"1 234.567,00", AmountError::not_an_amount},
      {"12,5x", AmountError::not_an_amount},
      {"1e3", AmountError::not_an_amount},
      {"+12", AmountError::not_an_amount},
      {"--12", AmountError::negative},
      {"１２", AmountError::not_an_amount},
      {"12\xFF", AmountError::not_an_amount},
      {std::string("12\0", 3), AmountError::not_an_amount},
      {"-12", AmountError::negative},
      {"- 12,50 €", AmountError::negative},
      {"\u221212", AmountError::negative},
      {"-", AmountError::not_an_amount},
      {"-douze", AmountError::not_an_amount},
      {"0", AmountError::zero},
      {"0,00", AmountError::zero},
      {"10 000 000", AmountError::too_large},
      {"99999999999999999999999", AmountError::too_large},
      {"12,345", AmountError::too_many_decimals},
      {"0.234", AmountError::too_many_decimals},
      {"1.2345", AmountError::too_many_decimals},
      {"1234.567", AmountError::too_many_decimals},
      {"1.234,567", AmountError::too_many_decimals},
      {"1 234,567", AmountError::too_many_decimals},
      {"1.234", AmountError::ambiguous},
      {"12.345 €", AmountError::ambiguous},
  };
  for (const auto& [typed, error] : table) {
    BOOST_TEST_CONTEXT(typed) {
      const auto read = Amount::parse(typed);
      BOOST_REQUIRE(!read);
      BOOST_CHECK_EQUAL(static_cast<int>(read.problem()), static_cast<int>(error));
    }
  }
}

BOOST_AUTO_TEST_CASE(cents_from_a_file_keep_to_the_same_range) {
  BOOST_CHECK_EQUAL(Amount::from_cents(1)->cents(), 1);
  BOOST_CHECK_EQUAL(Amount::from_cents(999'999'999)->cents(), 999'999'999);
  BOOST_CHECK(!Amount::from_cents(0));
  BOOST_CHECK(!Amount::from_cents(-1));
  BOOST_CHECK(!Amount::from_cents(1'000'000'000));
}

BOOST_AUTO_TEST_CASE(an_amount_that_is_shown_can_be_typed_back) {
  BOOST_CHECK_EQUAL(Amount::from_cents(5)->text(), "0,05\u00A0€");
  BOOST_CHECK_EQUAL(Amount::from_cents(123456)->text(), "1\u202F234,56\u00A0€");
  BOOST_CHECK_EQUAL(Amount::from_cents(99999999)->text(), "999\u202F999,99\u00A0€");
  for (std::int64_t cents = 1; cents <= 999'999'999; cents = cents * 7 + 3) {
    BOOST_CHECK_EQUAL(Amount::parse(Amount::from_cents(cents)->text())->cents(), cents);
  }
}

BOOST_AUTO_TEST_SUITE_END()
