#include "domain/identifier.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(identifier)

BOOST_AUTO_TEST_CASE(differently_spelled_is_the_same_bytes_for_the_index) {
  for (const std::string typed : {"2951099126111", "2 95 10 99 126 111 93", "2.95.10.99.126.111"}) {
    BOOST_CHECK_EQUAL(parse_identifier(typed)->canonical(), "nir:2951099126111");
  }
  for (const std::string typed : {"253072a073004", "253072A07300443"}) {
    BOOST_CHECK_EQUAL(parse_identifier(typed)->canonical(), "nir:253072A073004");
  }
  for (const std::string typed : {"73282932000074", "732 829 320 00074"}) {
    const auto siret = parse_identifier(typed);
    BOOST_CHECK_EQUAL(siret->canonical(), "siret:73282932000074");
    BOOST_CHECK(siret->kind() == IdentifierKind::siret);
    BOOST_CHECK_EQUAL(siret->grouped(), "732 829 320 00074");
  }
  BOOST_CHECK(parse_identifier("2951099126111")->kind() == IdentifierKind::nir);
}

BOOST_AUTO_TEST_CASE(the_problem_is_that_of_the_number_that_was_meant) {
  using Error = IdentifierError;
  constexpr auto kNir = IdentifierKind::nir;
  constexpr auto kSiret = IdentifierKind::siret;
  struct Bad {
    std::string typed;
    Error error;
    IdentifierKind meant;
    int count;
  };
  const std::vector<Bad> table = {
      {"", Error::empty, kNir, 0},
      {"   ", Error::empty, kNir, 0},
      {"bonjour", Error::bad_character, kNir, 0},
      {"jean@exemple.fr", Error::bad_character, kNir, 0},
      {"185076005701", Error::too_short, kNir, 1},
      {"1850", Error::too_short, kNir, 9},
      {"253072A07300", Error::too_short, kNir, 1},
      {"1850760057018181", Error::too_long, kNir, 1},
      {"1851360057018", Error::bad_month, kNir, 0},
      {"1850760057000", Error::bad_order, kNir, 0},
      {"5850760057018", Error::bad_sex, kNir, 0},
      {"185076005701819", Error::key_mismatch, kNir, 0},
      {"385076005701819", Error::key_mismatch, kNir, 0},
      // One digit short: of the key, or of a SIRET.
      {"18507600570181", Error::too_short, kNir, 1},
      {"73282932000075", Error::key_mismatch, kSiret, 0},
      {"8031474460001", Error::too_short, kSiret, 1},
      {"732829320", Error::too_short, kSiret, 5},
      {"732829320000", Error::too_short, kSiret, 2},
      {"7328293200007456", Error::too_long, kSiret, 2},
      // 14 digits that no NIR begins with: month 13.
      {"18513600570181", Error::key_mismatch, kSiret, 0},
  };
  for (const auto& bad : table) {
    BOOST_TEST_CONTEXT(bad.typed) {
      const auto parsed = parse_identifier(bad.typed);
      BOOST_REQUIRE(!parsed);
      BOOST_CHECK_EQUAL(static_cast<int>(parsed.problem().error), static_cast<int>(bad.error));
      BOOST_CHECK(parsed.problem().meant == bad.meant);
      BOOST_CHECK_EQUAL(parsed.problem().count, bad.count);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_nir_short_of_one_digit_is_not_taken_for_a_company) {
  // Of 2000 numbers cut after the first digit of the key, one in ten satisfies Luhn by chance and
  // one in a hundred has a SIREN that does too.
  int as_company = 0;
  for (int order = 1; order <= 999; ++order) {
    for (const std::string birth : {"1850760057", "2501247001"}) {
      auto digits = std::to_string(order);
      digits = birth + std::string(3 - digits.size(), '0') + digits;
      const auto cut = parse_identifier(digits + Nir::parse(digits)->key().substr(0, 1));
      if (cut) {
        ++as_company;
      } else {
        BOOST_CHECK(cut.problem().error == IdentifierError::too_short);
        BOOST_CHECK_EQUAL(cut.problem().count, 1);
      }
    }
  }
  BOOST_CHECK_LT(as_company, 2000 / 20);
}

BOOST_AUTO_TEST_CASE(a_town_hall_whose_siret_begins_like_a_nir_gets_in) {
  // Communes have SIRENs in 21 and their département; here 70 stands where a NIR has its month.
  const auto with_check_digit = [](std::string digits) {
    digits += '0';
    while (!luhn_holds(digits)) ++digits.back();
    return digits;
  };
  const auto siret = with_check_digit(with_check_digit("21470001") + "0001");
  BOOST_REQUIRE(Nir::parse(siret.substr(0, 13)));
  BOOST_CHECK_EQUAL(parse_identifier(siret)->canonical(), "siret:" + siret);
}

BOOST_AUTO_TEST_CASE(canonical_text_can_be_read_back_and_nothing_else) {
  for (const std::string canonical :
       {"nir:2951099126111", "nir:253072B073004", "siret:73282932000074"}) {
    BOOST_CHECK_EQUAL(identifier_from_canonical(canonical)->canonical(), canonical);
  }
  for (const std::string other : {"", "2951099126111", "nir:295109912611193", "nir:253072b073004",
                                  "siret:2951099126111", "nir:73282932000074", "nir:", "siret:1"}) {
    BOOST_CHECK_MESSAGE(!identifier_from_canonical(other), other);
  }
}

BOOST_AUTO_TEST_SUITE_END()
