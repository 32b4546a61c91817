// How many guesses a password withstands from somebody who knows how people make them up.
//
// The password is cut into the pieces that cost the guesser least: words of the list (with
// capitals, signs for letters, or backwards), runs of keys, sequences, dates, repetitions, and
// single characters for the rest. Source of the approach: D. Wheeler, "zxcvbn: Low-Budget Password
// Strength Estimation", USENIX Security 2016. pages/assets/strength.js repeats this file and
// pieces.cc exactly, in whole numbers only; tests/domain/strength_vectors.json and tests/assets
// bind both.
#pragma once

#include <cstdint>
#include <string_view>

namespace portillon {

// Guesses are counted by their logarithm to the base 2, in 256ths, so that sums replace products
// and no floating point is involved.
using LogGuesses = std::uint32_t;

// log2(n) in 256ths, between powers of two on a straight line: under by at most 0.09. n > 0.
LogGuesses log_of(std::uint64_t n);

// What a character costs that fits no pattern: ten guesses, however large the alphabet is.
inline constexpr LogGuesses kPerCharacter = 850;

// Of the NFC form's first kPasswordMax code points; never more than kPerCharacter for each. 0 when
// not UTF-8. Bounded: what has the most pieces takes a hundred times a usual password of 18
// characters.
LogGuesses guesses_of(std::string_view password);

}  // namespace portillon
