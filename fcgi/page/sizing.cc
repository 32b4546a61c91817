#include "page/sizing.h"

#include <algorithm>
#include <cmath>

namespace portillon {
namespace {

constexpr double kDaysOfAYear = 365;
constexpr double kHoursOfADay = 24;
constexpr double kTenMinutesOfADay = 144;

// At least one right guess among so many, each at a new secret of `space` values.
double chance(double guesses, double space) {
  return -std::expm1(guesses * std::log1p(-1 / space));
}

// So many different guesses at one secret.
double chance_at_one(double guesses, double space) { return std::min(1.0, guesses / space); }

}  // namespace

Sizing sizing_of(const Limits& limits, std::uint64_t members) {
  const double space = std::pow(10.0, limits.code_digits);
  const double row = limits.wrong_codes_in_a_row;
  const double a_day = static_cast<double>(limits.codes_a_day) * limits.code_tries;
  const double tries_a_year = limits.sign_ins_a_day * kDaysOfAYear;
  const auto all = static_cast<double>(members);
  const double breaker_day = limits.wrong_codes_in_ten_minutes * kTenMinutesOfADay;
  // A wrong code takes a code that was sent, and a code a journey that was started.
  const double address_day =
      kHoursOfADay * std::min<double>(limits.wrong_codes_an_hour,
                                      static_cast<double>(limits.starts_an_hour) * a_day);
  const double unhindered = all * std::min(a_day, row);

  Sizing sizing;
  sizing.members = members;
  sizing.code = chance_at_one(limits.code_tries, space);
  sizing.member = chance(row, space);
  sizing.member_day = chance(std::min(a_day, row), space);
  sizing.member_year =
      chance(std::min(row * (1 + limits.letters_a_year), a_day * kDaysOfAYear), space);
  sizing.without_row = chance(a_day * kDaysOfAYear, space);
  sizing.temporary = chance_at_one(limits.temporary_tries, std::exp2(kTemporaryBits));
  sizing.sign_in_tries_a_year = static_cast<std::uint64_t>(tries_a_year);
  sizing.sign_in_year = chance_at_one(tries_a_year, std::exp2(kPasswordBits));
  sizing.spray_day_unhindered = unhindered / space;
  sizing.spray_until_alarm =
      std::min<double>(unhindered, limits.wrong_codes_in_ten_minutes) / space;
  sizing.spray_day = std::min(unhindered, breaker_day) / space;
  sizing.spray_day_address = std::min(unhindered, address_day) / space;
  sizing.sms_a_day = limits.sms_a_day;
  sizing.letters_a_year = members * limits.letters_a_year;
  sizing.letters_a_day_address = std::uint64_t{limits.starts_an_hour} * 24;
  return sizing;
}

}  // namespace portillon
