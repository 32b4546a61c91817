// What everybody else's password is made of: words, names and rows of keys, French ones first.
// Compiled from what lists of leaked passwords have in common; ASCII after text::fold(). The list
// itself is pages/assets/words.txt, so that the browser's script reads the very same one.
#pragma once

#include <cstddef>
#include <string_view>

namespace portillon {

// `letters` holds a to z only. Each word stands for all passwords that dress it up with a capital
// letter, digits and signs, which is how people make it fit the rule.
bool is_common_word(std::string_view letters);

// How many words of its part of the list come before this one, plus one; 0: in neither part. Beside
// the usual passwords there are words of the language and places.
unsigned word_rank(std::string_view letters);

inline constexpr std::size_t kShortestWord = 3;
inline constexpr std::size_t kLongestWord = 20;  // of the list

// At least four neighbours on a French or English keyboard, in the alphabet or among the digits,
// forwards or backwards.
bool is_keyboard_run(std::string_view folded);

// At least four bytes that are one shorter text over and over, the last time perhaps in part.
bool is_repetition(std::string_view folded);

// The usual passwords' words, in alphabetical order.
std::size_t common_word_count();
std::string_view common_word(std::size_t at);

}  // namespace portillon
