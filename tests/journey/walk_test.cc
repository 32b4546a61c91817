#include "tests/journey/walk.h"

#include <boost/test/unit_test.hpp>
#include <iostream>

namespace portillon::test {
namespace {

// Small, so that every limit is met within few moves; the shape of the journey is the same.
Limits small_limits() {
  Limits limits;
  limits.code_tries = 2;
  limits.codes_a_day = 2;
  limits.wrong_codes_in_a_row = 3;
  limits.letters_a_year = 2;
  limits.temporary_tries = 2;
  // The throttle has its own tests: every further number would multiply the states.
  limits.sign_in_free = 1000;
  limits.sign_ins_a_day = 100000;
  return limits;
}

struct Seen {
  std::size_t states = 0;
  std::size_t moves = 0;
};

Seen walk(Person Town::*who, Theme theme, Limits limits, std::size_t most) {
  if (theme == kSignIns) limits.codes_a_day = 1;
  Town town;
  town.settings.limits = limits;
  const Person member = town.*who;
  Walk walk(town, member, town.stranger(member.kind, member.first_access), theme);
  const std::size_t states = walk.explore(most);
  std::cout << "  " << name_of(member.kind) << (member.first_access ? ", first access" : "")
            << ", theme " << theme << ": " << states << " states, " << walk.moves << " moves\n";
  return {states, walk.moves};
}

constexpr Person Town::*kSorts[] = {&Town::marie,   &Town::paul,    &Town::lucien,
                                    &Town::solange, &Town::jardins, &Town::verger};

}  // namespace

BOOST_AUTO_TEST_SUITE(journey)

BOOST_AUTO_TEST_CASE(every_reachable_state_of_every_sort_of_member_keeps_the_invariants) {
  constexpr std::size_t kMost = 6000;
  Seen all;
  for (const auto who : kSorts) {
    for (const Theme theme : {kCodes, kBrowsers, kLetters, kSignIns}) {
      const Seen seen = walk(who, theme, small_limits(), kMost);
      BOOST_TEST(seen.states < kMost, "the walk did not come to its end");
      all.states += seen.states;
      all.moves += seen.moves;
    }
  }
  std::cout << "walk: " << all.states << " states, " << all.moves << " moves\n";
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
