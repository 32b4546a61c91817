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
  if (theme == kSignIns || theme == kFreezes) limits.codes_a_day = 1;
  Town town;
  town.settings.limits = limits;
  const Person member = town.*who;
  Walk walk(town, member, town.stranger(member.kind, member.first_access), theme);
  const std::size_t states = walk.explore(most);
  std::cout << "  " << name_of(member.kind) << (member.first_access ? ", first access" : "")
            << ", theme " << theme << ": " << states << " states, " << walk.moves << " moves\n";
  return {states, walk.moves};
}

// Kinds differ in the question that they are asked; what comes after it is walked for two of them.
struct Path {
  Person Town::*who;
  Theme theme;
};
constexpr Path kPaths[] = {
    {&Town::marie, kCodes},      {&Town::paul, kCodes},      {&Town::solange, kCodes},
    {&Town::verger, kCodes},     {&Town::marie, kLetters},   {&Town::paul, kLetters},
    {&Town::lucien, kLetters},   {&Town::solange, kLetters}, {&Town::jardins, kLetters},
    {&Town::verger, kLetters},   {&Town::marie, kBrowsers},  {&Town::solange, kBrowsers},
    {&Town::marie, kSignIns},    {&Town::paul, kSignIns},    {&Town::marie, kFreezes},
    {&Town::marie, kDeliveries}, {&Town::paul, kDeliveries},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(journey)

BOOST_AUTO_TEST_CASE(every_reachable_state_of_every_sort_of_member_keeps_the_invariants) {
  constexpr std::size_t kMost = 6000;  // each
  // Measured, less a tenth: fewer would mean that moves had stopped doing anything.
  constexpr std::size_t kFloor = 10000;
  Seen all;
  for (const Path& path : kPaths) {
    const Seen seen = walk(path.who, path.theme, small_limits(), kMost);
    BOOST_TEST(seen.states < kMost, "the walk did not come to its end");
    all.states += seen.states;
    all.moves += seen.moves;
  }
  std::cout << "walk: " << all.states << " states, " << all.moves << " moves\n";
  BOOST_TEST(all.states >= kFloor);
}

BOOST_AUTO_TEST_CASE(with_the_true_limits_the_first_states_keep_the_invariants_too) {
  constexpr std::size_t kMost = 300;
  const Seen seen = walk(&Town::marie, kCodes, Limits{}, kMost);
  BOOST_TEST(seen.states >= kMost);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon::test
