#include "domain/pieces.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>

#include "crypto/secret.h"
#include "domain/common_passwords.h"
#include "domain/dates.h"

namespace portillon {
namespace {

constexpr LogGuesses kBit = 256;
constexpr std::size_t kShortestRun = 3;

bool is_small(char32_t c) { return c >= U'a' && c <= U'z'; }

// ---- Capitals
// `upper` of `all` are capitals; one at an end, or all of them, is what everybody does.
LogGuesses case_cost(std::size_t upper, std::size_t all, bool at_end) {
  if (upper == 0) return 0;
  if (upper == all || (upper == 1 && at_end)) return kBit;
  const auto fewer = static_cast<LogGuesses>(std::min(upper, all - upper));
  return std::min(kBit * static_cast<LogGuesses>(all), fewer * log_of(all));
}

LogGuesses capitals_cost(const Signs& signs, std::size_t start, std::size_t end) {
  std::size_t upper = 0;
  std::size_t all = 0;
  for (std::size_t at = start; at < end; ++at) {
    upper += signs[at].upper ? 1U : 0U;
    all += is_small(signs[at].letter) ? 1U : 0U;
  }
  return case_cost(upper, all, signs[start].upper || signs[end - 1].upper);
}

// ---- Words
// `one`: how 1 and | are read; 0 reads no sign as a letter.
char32_t read(char32_t sign, char32_t one) {
  constexpr std::u32string_view kSigns = U"023456789@$!+€(";
  constexpr std::u32string_view kLetters = U"ozeasgtbgasitec";
  static_assert(kSigns.size() == kLetters.size());
  if (one == 0) return sign;
  if (sign == U'1' || sign == U'|') return one;
  const auto at = kSigns.find(sign);
  return at == std::u32string_view::npos ? sign : kLetters[at];
}

void add_words(const Signs& signs, std::size_t start, char32_t one, std::vector<Piece>& pieces) {
  std::string word;
  std::string backwards(kLongestWord, ' ');
  word.reserve(kLongestWord);
  LogGuesses read_signs = 0;
  for (std::size_t at = start; at < signs.size() && word.size() < kLongestWord; ++at) {
    const char32_t letter = read(signs[at].letter, one);
    if (!is_small(letter)) break;
    if (letter != signs[at].letter) ++read_signs;
    word += static_cast<char>(letter);
    backwards[kLongestWord - word.size()] = word.back();
    if (word.size() < kShortestWord || (one != 0 && read_signs == 0)) continue;
    const LogGuesses dressed = kPerPiece + capitals_cost(signs, start, at + 1) + read_signs * kBit;
    const auto turned = std::string_view(backwards).substr(kLongestWord - word.size());
    if (const unsigned rank = word_rank(word)) {
      add_piece(signs, start, {at + 1, dressed + log_of(rank)}, pieces);
    }
    if (const unsigned rank = word_rank(turned)) {
      add_piece(signs, start, {at + 1, dressed + log_of(rank) + kBit}, pieces);
    }
  }
  wipe(word);
  wipe(backwards);
}

// ---- Runs of keys
struct Board {
  std::array<std::u32string_view, 4> plain;
  std::array<std::u32string_view, 4> shifted;
  bool slanted;  // each row half a key to the right of the one above
};

constexpr Board kBoards[] = {
    {{U"&é\"'(-è_çà)=", U"azertyuiop^$", U"qsdfghjklmù*", U"wxcvbn,;:!"},
     {U"1234567890°+", U"AZERTYUIOP¨£", U"QSDFGHJKLM%µ", U"WXCVBN?./§"},
     true},
    {{U"1234567890-=", U"qwertyuiop[]", U"asdfghjkl;'", U"zxcvbnm,./"},
     {U"!@#$%^&*()_+", U"QWERTYUIOP{}", U"ASDFGHJKL:\"", U"ZXCVBNM<>?"},
     true},
    {{U"789", U"456", U"123", U"0"}, {}, false},
};
constexpr std::uint64_t kKeys = 47;       // where a run may begin
constexpr std::uint64_t kNeighbours = 5;  // where it may turn to

struct Key {
  int row;
  int column;
  bool shifted;
};

std::optional<Key> key_of(const Board& board, char32_t sign) {
  for (std::size_t row = 0; row < board.plain.size(); ++row) {
    for (const bool shifted : {false, true}) {
      const auto column = (shifted ? board.shifted : board.plain)[row].find(sign);
      if (column == std::u32string_view::npos) continue;
      // A French keyboard shifts for digits, others for signs: of the top row it counts for
      // neither.
      return Key{static_cast<int>(row), static_cast<int>(column), shifted && row > 0};
    }
  }
  return std::nullopt;
}

// The way from one key to a key that touches it; 0 if it does not.
int way(const Board& board, const Key& from, const Key& to) {
  const int down = to.row - from.row;
  const int right = to.column - from.column;
  if (std::abs(down) > 1 || std::abs(right) > 1) return 0;
  if (board.slanted && down == right) return 0;
  return down * 3 + right;
}

void add_run(const Signs& signs, std::size_t start, const Board& board,
             std::vector<Piece>& pieces) {
  auto key = key_of(board, signs[start].point);
  if (!key) return;
  const bool first = key->shifted;
  std::size_t shifted = first ? 1 : 0;
  std::size_t at = start + 1;
  LogGuesses turns = 0;
  int last = 0;
  int before = 0;
  for (; at < signs.size(); ++at) {
    const auto next = key_of(board, signs[at].point);
    const int step = next ? way(board, *key, *next) : 0;
    if (step == 0) break;
    // To and fro between two rows goes on by itself, like straight on.
    if (step != last && step != before) ++turns;
    before = last;
    last = step;
    key = next;
    shifted += key->shifted ? 1U : 0U;
  }
  const std::size_t length = at - start;
  if (length < kShortestRun) return;
  const LogGuesses cost = kPerPiece + log_of(kKeys * length) + turns * log_of(kNeighbours) +
                          (turns - 1) * log_of(length) +
                          case_cost(shifted, length, first || key->shifted);
  add_piece(signs, start, {at, cost}, pieces);
}

// ---- Sequences
void add_sequence(const Signs& signs, std::size_t start, std::vector<Piece>& pieces) {
  constexpr int kWidest = 5;
  if (start + 1 >= signs.size()) return;
  const auto step_to = [&](std::size_t at) {
    return static_cast<int>(signs[at].letter) - static_cast<int>(signs[at - 1].letter);
  };
  const int step = step_to(start + 1);
  if (step == 0 || std::abs(step) > kWidest) return;
  std::size_t end = start + 2;
  while (end < signs.size() && step_to(end) == step) ++end;
  if (end - start < kShortestRun) return;
  const char32_t first = signs[start].letter;
  const bool obvious = std::u32string_view(U"az019").find(first) != std::u32string_view::npos;
  const std::uint64_t starts = obvious ? 4 : first >= U'0' && first <= U'9' ? 10 : 26;
  const LogGuesses cost = kPerPiece + log_of(starts * (end - start)) + (step < 0 ? kBit : 0) +
                          log_of(static_cast<std::uint64_t>(std::abs(step))) +
                          capitals_cost(signs, start, end);
  add_piece(signs, start, {end, cost}, pieces);
}

}  // namespace

void add_piece(const Signs& signs, std::size_t start, const Piece& piece,
               std::vector<Piece>& pieces) {
  LogGuesses one_by_one = 0;
  for (std::size_t at = start; at < piece.end; ++at) one_by_one += signs[at].weight;
  if (piece.cost < one_by_one) pieces.push_back(piece);
}

std::vector<Piece> pieces_at(const Signs& signs, std::size_t start) {
  std::vector<Piece> pieces;
  for (const char32_t one : {U'\0', U'i', U'l'}) add_words(signs, start, one, pieces);
  for (const Board& board : kBoards) add_run(signs, start, board, pieces);
  add_sequence(signs, start, pieces);
  add_dates(signs, start, pieces);
  return pieces;
}

}  // namespace portillon
