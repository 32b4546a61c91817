#include "domain/common_passwords.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace portillon {
namespace {

constexpr std::size_t kShortestRun = 4;

enum Part : std::uint8_t { usual, language };

struct Word {
  std::string_view letters;
  std::uint16_t rank;
  Part part;
};

constexpr Word kWords[] = {
#include "common_words.inc"
};
// Searched by halves; and a word listed twice would hide that another was meant.
constexpr bool ascending(const Word& a, const Word& b) { return a.letters < b.letters; }
static_assert(std::is_sorted(std::begin(kWords), std::end(kWords), ascending));
static_assert(std::adjacent_find(std::begin(kWords), std::end(kWords),
                                 [](const Word& a, const Word& b) {
                                   return a.letters == b.letters;
                                 }) == std::end(kWords));

const Word* find(std::string_view letters) {
  const Word* found =
      std::lower_bound(std::begin(kWords), std::end(kWords), Word{letters, 0, usual}, ascending);
  return found != std::end(kWords) && found->letters == letters ? found : nullptr;
}

constexpr std::array<std::string_view, 9> kRows = {
    "abcdefghijklmnopqrstuvwxyz", "012345678901234567890",      "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "aqwzsxedcrfvtgbyhnujikolpm",
    "qazwsxedcrfvtgbyhnujmikolp", "1a2z3e4r5t6y7u8i9o0p",       "1q2w3e4r5t6y7u8i9o0p",
};

}  // namespace

bool is_common_word(std::string_view letters) {
  const Word* word = find(letters);
  return word != nullptr && word->part == usual;
}

unsigned word_rank(std::string_view letters) {
  const Word* word = find(letters);
  return word == nullptr ? 0U : word->rank;
}

bool is_keyboard_run(std::string_view folded) {
  if (folded.size() < kShortestRun) return false;
  return std::any_of(kRows.begin(), kRows.end(), [&](std::string_view row) {
    const auto backwards =
        std::search(row.rbegin(), row.rend(), folded.begin(), folded.end()) != row.rend();
    return backwards || row.find(folded) != std::string_view::npos;
  });
}

bool is_repetition(std::string_view folded) {
  if (folded.size() < kShortestRun) return false;
  for (std::size_t unit = 1; unit <= folded.size() / 2; ++unit) {
    if (folded.substr(unit) == folded.substr(0, folded.size() - unit)) return true;
  }
  return false;
}

std::size_t common_word_count() {
  return static_cast<std::size_t>(std::count_if(
      std::begin(kWords), std::end(kWords), [](const Word& word) { return word.part == usual; }));
}

std::string_view common_word(std::size_t at) {
  for (const Word& word : kWords) {
    if (word.part == usual && at-- == 0) return word.letters;
  }
  return {};
}

}  // namespace portillon
