#pragma once
// What the limits are worth: the odds of guessing, and what sending can cost at most. Plain
// arithmetic from configuration, so that a security officer can redo it. Sources: CNIL deliberation
// 2022-100 (case 2: at most 25 failures in 24 h, 50 bits), NIST SP 800-63B-4 section 3.1.3.2 (100
// tries at 10^6 values: 1e-4).

#include <cstdint>

#include "page/settings.h"

namespace portillon {

// The least that somebody's own password is worth under the guide's rule: 8 signs of four classes.
inline constexpr unsigned kPasswordBits = 50;
// Of every temporary password, whatever its symbols (domain/temporary.h).
inline constexpr unsigned kTemporaryBits = 64;
inline constexpr double kNistBound = 1e-4;

// Probabilities unless said otherwise.
struct Sizing {
  std::uint64_t members = 0;

  // ---- One member, by somebody who knows the identifier. The prize is not the account: a message
  // leaves for the member's own telephone, mailbox or letter box.
  double code = 0;          // at one code
  double member = 0;        // until the member's next success or letter: wrong ones in a row
  double member_day = 0;    // in 24 h
  double member_year = 0;   // if every letter of a year frees the row once more
  double without_row = 0;   // a year, were there no row: what it is there for
  double temporary = 0;     // at one temporary password, over all its tries
  double sign_in_year = 0;  // at one password, one allowance: so many tries of 2^50
  std::uint64_t sign_in_tries_a_year = 0;

  // ---- One try after the other over all members: expected right ones.
  double spray_day_unhindered = 0;  // by the limits per member alone
  double spray_until_alarm = 0;     // before the breaker trips and the alarm is raised
  double spray_day = 0;             // by the breaker, if nobody answers the alarm
  double spray_day_address = 0;     // from one address

  // ---- What sending costs at most.
  std::uint64_t sms_a_day = 0;
  std::uint64_t letters_a_year = 0;
  std::uint64_t letters_a_day_address = 0;  // asked for from one address
};

Sizing sizing_of(const Limits&, std::uint64_t members);

}  // namespace portillon
