#include "domain/guesses.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <vector>

#include "domain/pieces.h"
#include "domain/signs.h"

namespace portillon {
namespace {

constexpr LogGuesses kUnknown = std::numeric_limits<LogGuesses>::max();

// How far what stands at `start` goes on repeating its first `unit` signs, the last time perhaps in
// part.
std::size_t repeated_until(const Signs& signs, std::size_t start, std::size_t unit) {
  std::size_t at = start + unit;
  while (at < signs.size() && signs[at].point == signs[at - unit].point) ++at;
  return at;
}

void lower(LogGuesses& cost, LogGuesses other) { cost = std::min(cost, other); }

}  // namespace

LogGuesses log_of(std::uint64_t n) {
  const auto whole = static_cast<unsigned>(std::bit_width(n)) - 1;
  const std::uint64_t power = std::uint64_t{1} << whole;
  return (whole << 8U) + static_cast<LogGuesses>(((n - power) << 8U) >> whole);
}

LogGuesses guesses_of(std::string_view password) {
  const Signs signs(password);
  const std::size_t size = signs.size();
  // From the end to the front, so that what is repeated later has its pieces already.
  std::vector<std::vector<Piece>> pieces(size);
  std::vector<LogGuesses> cheapest(size + 1);  // from `start` up to, not including, a place
  for (std::size_t start = size; start-- > 0;) {
    pieces[start] = pieces_at(signs, start);
    std::fill(cheapest.begin(), cheapest.end(), kUnknown);
    cheapest[start] = 0;
    for (std::size_t at = start; at < size; ++at) {
      const std::size_t unit = at - start;
      const std::size_t end = unit == 0 ? 0 : repeated_until(signs, start, unit);
      if (unit != 0 && end >= at + unit) {
        const LogGuesses cost = cheapest[at] + kPerPiece + log_of((end - start + unit - 1) / unit);
        add_piece(signs, start, {end, cost}, pieces[start]);
        lower(cheapest[end], cost);
      }
      lower(cheapest[at + 1], cheapest[at] + signs[at].weight);
      for (const Piece& piece : pieces[at]) lower(cheapest[piece.end], cheapest[at] + piece.cost);
    }
  }
  return size == 0 ? 0 : cheapest[size];
}

}  // namespace portillon
