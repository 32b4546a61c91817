#include "domain/phone.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(phone)

BOOST_AUTO_TEST_CASE(one_number_is_one_number_however_typed) {
  for (const std::string typed :
       {"0612345678", "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78",
        "+33612345678", "+33 (0)6 12 34 56 78", "0033 6 12 34 56 78", "\u00A006\u202F12 345678 "}) {
    BOOST_TEST_CONTEXT(typed) {
      const auto read = Phone::parse(typed, PhoneUse::mobile);
      BOOST_REQUIRE(read);
      BOOST_CHECK_EQUAL(read->e164(), "+33612345678");
      BOOST_CHECK_EQUAL(read->national(), "06 12 34 56 78");
      BOOST_CHECK_EQUAL(read->masked(), "06 •• •• •• 78");
    }
  }
}

BOOST_AUTO_TEST_CASE(overseas_members_have_telephones_too) {
  const std::vector<std::pair<std::string, std::string>> mobiles = {
      {"0692 12 34 56", "+262692123456"},                                          // Réunion
      {"+262 692 12 34 56", "+262692123456"}, {"0639 69 12 34", "+262639691234"},  // Mayotte
      {"0690 30 12 34", "+590690301234"},                                          // Guadeloupe
      {"0694 20 12 34", "+594694201234"},                                          // Guyane
      {"0696 20 12 34", "+596696201234"},                                          // Martinique
      {"+687 75 12 34", "+687751234"},                                             // New Caledonia
      {"00 689 87 12 34 56", "+68987123456"},                                      // Polynesia
      {"+508 55 12 34", "+508551234"},  // Saint-Pierre-et-Miquelon
      {"+681 82 12 34", "+681821234"},  // Wallis and Futuna
  };
  for (const auto& [typed, e164] : mobiles) {
    BOOST_TEST_CONTEXT(typed) {
      const auto read = Phone::parse(typed, PhoneUse::mobile);
      BOOST_REQUIRE(read);
      BOOST_CHECK_EQUAL(read->e164(), e164);
    }
  }
  for (const std::string typed : {"0262 41 12 34", "0590 82 12 34", "0594 30 12 34",
                                  "0596 60 12 34", "+687 27 12 34", "+689 40 41 12 34"}) {
    BOOST_CHECK_MESSAGE(Phone::parse(typed, PhoneUse::landline), typed);
  }
}

BOOST_AUTO_TEST_CASE(a_mobile_of_a_block_that_the_library_does_not_list_is_a_mobile) {
  const auto made_up = Phone::parse("06 39 98 12 34", PhoneUse::mobile);  // ARCEP: for fiction
  BOOST_REQUIRE(made_up);
  BOOST_CHECK_EQUAL(made_up->e164(), "+33639981234");
  BOOST_CHECK_EQUAL(made_up->masked(), "06 •• •• •• 34");
  BOOST_CHECK(Phone::parse("06 39 98 12 34", PhoneUse::landline).problem() ==
              PhoneError::not_fixed);
  BOOST_CHECK(!Phone::parse("06 39 98 12 3", PhoneUse::mobile));
}

BOOST_AUTO_TEST_CASE(an_overseas_mobile_behind_33_is_the_one_that_is_dialled_like_it) {
  const auto written = Phone::parse("+33 692 12 34 56", PhoneUse::mobile);
  const auto dialled = Phone::parse("0692 12 34 56", PhoneUse::mobile);
  BOOST_REQUIRE(written && dialled);
  BOOST_TEST(written->e164() == "+262692123456");
  BOOST_CHECK(*written == *dialled);
}

BOOST_AUTO_TEST_CASE(each_use_takes_its_kind_of_number) {
  for (const std::string fixed : {"05 53 67 77 77", "01 42 68 53 00", "09 70 80 90 10"}) {
    BOOST_CHECK(Phone::parse(fixed, PhoneUse::landline));
    BOOST_CHECK(Phone::parse(fixed, PhoneUse::fax));
    BOOST_CHECK(Phone::parse(fixed, PhoneUse::mobile).problem() == PhoneError::not_mobile);
  }
  for (const std::string mobile : {"06 12 34 56 78", "07 56 12 34 56", "0692 12 34 56"}) {
    BOOST_CHECK(Phone::parse(mobile, PhoneUse::mobile));
    BOOST_CHECK(Phone::parse(mobile, PhoneUse::landline).problem() == PhoneError::not_fixed);
    BOOST_CHECK(Phone::parse(mobile, PhoneUse::fax).problem() == PhoneError::not_fixed);
  }
  // Special rates: no SMS, and a trap as a number to call back.
  BOOST_CHECK(Phone::parse("08 99 70 12 34", PhoneUse::mobile).problem() == PhoneError::not_mobile);
  BOOST_CHECK(Phone::parse("08 99 70 12 34", PhoneUse::landline).problem() ==
              PhoneError::not_fixed);
}

BOOST_AUTO_TEST_CASE(what_is_no_french_number_is_refused_with_its_reason) {
  const std::vector<std::pair<std::string, PhoneError>> table = {
      {"", PhoneError::empty},
      {" \u00A0", PhoneError::empty},
      {"06 12 34 56 7", PhoneError::not_a_number},
      {"06 12 34 56 789", PhoneError::not_a_number},
      {"0000000000", PhoneError::not_a_number},
      {"15", PhoneError::not_a_number},
      {"+", PhoneError::not_a_number},
      {"06 12 34 56 7O", PhoneError::not_a_number},
      {"0612345678;ext=5", PhoneError::not_a_number},
      {"0612345678 x5", PhoneError::not_a_number},
      {"06ABCDEFGH", PhoneError::not_a_number},  // libphonenumber reads 06 22 23 33 44
      {"Jean : 06 12 34 56 78", PhoneError::not_a_number},
      {"0612345678\r\nTo: 0699999999", PhoneError::not_a_number},
      {"0612345678, 0687654321", PhoneError::not_a_number},
      {"06123456\xFF", PhoneError::not_a_number},
      {std::string(300, '6'), PhoneError::not_a_number},
      {"+44 7400 123456", PhoneError::foreign},
      {"+32 470 12 34 56", PhoneError::foreign},
      {"0034 612 34 56 78", PhoneError::foreign},
  };
  for (const auto& [typed, error] : table) {
    BOOST_TEST_CONTEXT(typed) {
      const auto read = Phone::parse(typed, PhoneUse::mobile);
      BOOST_REQUIRE(!read);
      BOOST_CHECK_EQUAL(static_cast<int>(read.problem()), static_cast<int>(error));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_mask_shows_no_more_than_four_digits) {
  const auto masked = [](const std::string& typed) {
    return Phone::parse(typed, PhoneUse::mobile)->masked();
  };
  BOOST_CHECK_EQUAL(masked("06 11 22 33 12"), "06 •• •• •• 12");
  BOOST_CHECK_EQUAL(masked("0692 12 34 56"), "06•• •• •• 56");
  BOOST_CHECK_EQUAL(masked("+687 75 12 34"), "••.••.34");
}

BOOST_AUTO_TEST_SUITE_END()
