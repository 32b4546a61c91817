#include "domain/nir.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace portillon;

namespace {

struct Bad {
  std::string typed;
  NirError error;
  int count = 0;
};

void check_refused(const std::vector<Bad>& table) {
  for (const auto& bad : table) {
    BOOST_TEST_CONTEXT(bad.typed) {
      const auto nir = Nir::parse(bad.typed);
      BOOST_REQUIRE(!nir);
      BOOST_CHECK_EQUAL(static_cast<int>(nir.problem().error), static_cast<int>(bad.error));
      BOOST_CHECK_EQUAL(nir.problem().count, bad.count);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nir)

BOOST_AUTO_TEST_CASE(the_key_follows_the_published_vectors) {
  const std::pair<const char*, const char*> vectors[] = {
      {"2951099126111", "93"}, {"253072B073004", "70"}, {"253072A073004", "43"},
      {"1850760057018", "18"}, {"1550575056032", "97"}, {"1550575056031", "01"}};
  for (const auto& [digits, key] : vectors) {
    BOOST_CHECK_EQUAL(Nir::parse(digits)->key(), key);
    BOOST_CHECK_EQUAL(Nir::parse(std::string(digits) + key)->digits13(), digits);
  }
}

BOOST_AUTO_TEST_CASE(one_person_has_one_spelling_however_it_was_typed) {
  for (const std::string typed :
       {"1850760057018", "185076005701818", "1 85 07 60 057 018 18", " 1.85.07.60.057.018 ",
        "1-85-07-60-057-018-18", "1\u00A085\u202F07 60\t057 018", "\uFEFF1850760057018"}) {
    BOOST_CHECK_EQUAL(Nir::parse(typed)->digits13(), "1850760057018");
  }
  for (const std::string typed : {"253072b073004", "2 53 07 2B 073 004 70", "2 53 07 2 b 073004"}) {
    BOOST_CHECK_EQUAL(Nir::parse(typed)->digits13(), "253072B073004");
  }
  BOOST_CHECK(*Nir::parse("253072a073004") == *Nir::parse("253072A07300443"));
  BOOST_CHECK(!(*Nir::parse("253072a073004") == *Nir::parse("253072B073004")));
}

BOOST_AUTO_TEST_CASE(it_is_shown_grouped_as_on_the_card) {
  BOOST_CHECK_EQUAL(Nir::parse("1850760057018")->grouped(), "1 85 07 60 057 018 18");
  BOOST_CHECK_EQUAL(Nir::parse("253072b073004")->grouped(), "2 53 07 2B 073 004 70");
}

BOOST_AUTO_TEST_CASE(a_wrong_length_says_how_many_digits) {
  check_refused({{"", NirError::empty},
                 {" - . ", NirError::empty},
                 {"1", NirError::too_short, 12},
                 {"185076005701", NirError::too_short, 1},
                 {"18507600570181", NirError::too_short, 1},
                 {"1850760057018180", NirError::too_long, 1},
                 {"185076005701818185", NirError::too_long, 3},
                 {"25307 2B 07300", NirError::too_short, 1},
                 {std::string(5000, '1'), NirError::too_long, 4985}});
}

BOOST_AUTO_TEST_CASE(only_corsica_has_letters_and_only_in_their_place) {
  check_refused({{"18507600S7018", NirError::bad_character},
                 {"1850760O57018", NirError::bad_character},
                 {"253072C073004", NirError::bad_character},
                 {"253073A073004", NirError::bad_character},
                 {"2A53070073004", NirError::bad_character},
                 {"2530720732A04", NirError::bad_character},
                 {"253072A0732B4", NirError::bad_character},
                 {"1850760057018é", NirError::bad_character},
                 {"１８５０７６００５７０１８", NirError::bad_character},
                 {"1850760057018\xFF", NirError::bad_character},
                 {std::string("1850760057018\0", 14), NirError::bad_character}});
}

BOOST_AUTO_TEST_CASE(an_impossible_sex_month_or_order_is_named) {
  for (const char sex : {'0', '5', '6', '9'}) {
    check_refused({{sex + std::string("850760057018"), NirError::bad_sex}});
  }
  for (const std::string month : {"00", "13", "19", "43", "49"}) {
    check_refused({{"185" + month + "60057018", NirError::bad_month}});
  }
  check_refused({{"1850760057000", NirError::bad_order}});
}

BOOST_AUTO_TEST_CASE(provisional_numbers_and_incomplete_births_are_members_too) {
  for (const char sex : {'1', '2', '3', '4', '7', '8'}) {
    BOOST_CHECK(Nir::parse(sex + std::string("850760057018")));
  }
  for (const std::string month : {"01", "12", "20", "30", "42", "50", "99"}) {
    BOOST_CHECK(Nir::parse("185" + month + "60057018"));
  }
  // Abroad, Tunisia before 1956, overseas, unknown commune, first and last order.
  for (const std::string typed : {"2501099330004", "2501096330004", "2501097105004",
                                  "2501099990004", "2501047001001", "2501047001999"}) {
    BOOST_CHECK(Nir::parse(typed));
  }
}

BOOST_AUTO_TEST_CASE(a_key_that_does_not_match_is_told) {
  check_refused({{"185076005701819", NirError::key_mismatch},
                 {"185076005701800", NirError::key_mismatch},
                 {"155057505603298", NirError::key_mismatch},
                 {"155057505603100", NirError::key_mismatch},
                 {"295109912611199", NirError::key_mismatch},
                 {"253072A07300470", NirError::key_mismatch}});
}

BOOST_AUTO_TEST_CASE(every_single_mistyped_digit_breaks_the_key_or_the_shape) {
  const std::string right = "185076005701818";
  for (std::size_t at = 0; at < right.size(); ++at) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      if (digit == right[at]) continue;
      std::string wrong = right;
      wrong[at] = digit;
      BOOST_CHECK_MESSAGE(!Nir::parse(wrong), wrong);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
