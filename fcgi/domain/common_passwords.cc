#include "domain/common_passwords.h"

#include <algorithm>
#include <array>
#include <string>

namespace portillon {
namespace {

constexpr std::size_t kShortestRun = 4;

constexpr std::string_view kWords[] = {
#include "domain/common_words.inc"
};
// Searched by halves; and a word listed twice would hide that another was meant.
static_assert(std::is_sorted(std::begin(kWords), std::end(kWords)));
static_assert(std::adjacent_find(std::begin(kWords), std::end(kWords)) == std::end(kWords));

constexpr std::array<std::string_view, 9> kRows = {
    "abcdefghijklmnopqrstuvwxyz", "012345678901234567890",      "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "aqwzsxedcrfvtgbyhnujikolpm",
    "qazwsxedcrfvtgbyhnujmikolp", "1a2z3e4r5t6y7u8i9o0p",       "1q2w3e4r5t6y7u8i9o0p",
};

}  // namespace

bool is_common_word(std::string_view letters) {
  return std::binary_search(std::begin(kWords), std::end(kWords), letters);
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

std::size_t common_word_count() { return std::size(kWords); }

std::string_view common_word(std::size_t at) { return kWords[at]; }

}  // namespace portillon
