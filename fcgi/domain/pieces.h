// What a guesser would try as one piece of a password: words, runs of keys, sequences, dates.
// Repetitions are not here, as their cost is that of what is repeated (guesses.cc).
#pragma once

#include <cstddef>
#include <vector>

#include "domain/guesses.h"
#include "domain/signs.h"

namespace portillon {

struct Piece {
  std::size_t end = 0;  // one past its last sign
  LogGuesses cost = 0;
};

// Choosing that there is a piece, and of which sort, at this place.
inline constexpr LogGuesses kPerPiece = 256;

// Adds the piece from `start` if it costs less than its characters one by one.
void add_piece(const Signs&, std::size_t start, const Piece&, std::vector<Piece>&);

// All that begin at `start`.
std::vector<Piece> pieces_at(const Signs&, std::size_t start);

}  // namespace portillon
