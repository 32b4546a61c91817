#include "domain/phone_blocks.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

namespace {

std::string told(const Outcome<Phone, PhoneError>& phone) {
  if (!phone) return "error " + std::to_string(static_cast<int>(phone.problem()));
  return phone->e164() + " " + phone->national() + " " + phone->masked();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(phone_blocks)

// Of every hundredth block of the plan some numbers, so that most answers come from the block.
BOOST_AUTO_TEST_CASE(every_answer_is_the_librarys) {
  PhoneBlocks blocks;
  unsigned own = 7;
  std::size_t asked = 0;
  for (unsigned block = 10'000; block < 100'000; block += 97) {
    for (int i = 0; i < 3; ++i) {
      own = (own * 7919 + 13) % 10'000;
      const std::string digits = std::to_string(block) + std::to_string(10'000 + own).substr(1);
      for (const std::string& typed : {"0" + digits, "+33" + digits}) {
        for (const PhoneUse use : {PhoneUse::mobile, PhoneUse::landline}) {
          const std::string answer = told(blocks.parse(typed, use));
          if (answer != told(Phone::parse(typed, use))) BOOST_ERROR(typed << ": " << answer);
          ++asked;
        }
      }
    }
  }
  BOOST_TEST(asked > 10'000u);
}

BOOST_AUTO_TEST_CASE(whatever_else_is_typed_is_asked_as_it_stands) {
  PhoneBlocks blocks;
  blocks.parse("06 39 98 10 01", PhoneUse::mobile);
  for (const std::string typed :
       {"06.39.98.10.02", " 06 39 98 10 03 ", "06-39-98-10-04", "+33 (0)6 39 98 10 05",
        "0033639981006", "06/39/98/10/07", "06 39 98 10", "06 39 98 10 01 2", "+687 75 12 34",
        "+32 470 12 34 56", "", "+", "non", "0639981O01", "++33639981001", "00639981001"}) {
    BOOST_TEST(
        told(blocks.parse(typed, PhoneUse::mobile)) == told(Phone::parse(typed, PhoneUse::mobile)),
        typed);
  }
}

BOOST_AUTO_TEST_SUITE_END()
