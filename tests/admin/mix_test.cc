#include "admin/mix.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;

BOOST_AUTO_TEST_SUITE(mix)

BOOST_AUTO_TEST_CASE(with_nobody_on_file_it_is_the_default) { BOOST_TEST((mix_of({}) == Mix{})); }

BOOST_AUTO_TEST_CASE(many_members_decide_it) {
  KindCounts counts;
  counts.nir = {{{600'000, 300'000}, {300'000, 30'000}, {100'000, 0}}};
  counts.siret = {50'000, 50'000};
  const Mix mix = mix_of(counts);
  BOOST_TEST(mix.exploitant == 299U);
  BOOST_TEST(mix.entreprise == 99U);
  BOOST_TEST(mix.new_particulier == 499U);
  BOOST_TEST(mix.new_exploitant == 100U);
  BOOST_TEST(mix.new_entreprise == 0U);
  BOOST_TEST(mix.new_siret == 998U);
}

BOOST_AUTO_TEST_CASE(a_few_members_hardly_move_it) {
  KindCounts counts;
  counts.nir[0] = {3, 0};
  BOOST_TEST(mix_of(counts).exploitant == 242U);
  BOOST_TEST(mix_of(counts).new_particulier == 388U);
}

BOOST_AUTO_TEST_CASE(it_is_saved_only_when_a_share_is_off_by_ten) {
  Mix counted;
  counted.new_siret = 409;
  counted.exploitant = 241;
  BOOST_TEST(!is_worth_saving(Mix{}, counted));
  counted.new_siret = 410;
  BOOST_TEST(is_worth_saving(Mix{}, counted));
  counted = Mix{};
  counted.exploitant = 240;
  BOOST_TEST(is_worth_saving(Mix{}, counted));
}

BOOST_AUTO_TEST_SUITE_END()
