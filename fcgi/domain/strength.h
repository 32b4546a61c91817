// The rule for a password, in the guide's words « un minimum de 8 caractères en combinant des
// chiffres, des majuscules, des minuscules et des caractères spéciaux », and how strong one is.
// The browser's scripts repeat rule and verdict exactly; tests/domain/strength_vectors.json binds
// them.
#pragma once

#include <cstddef>
#include <string_view>

namespace portillon {

inline constexpr std::size_t kPasswordMin = 8;
inline constexpr std::size_t kPasswordMax = 128;

// Code points of the NFC form by Unicode general category, of any alphabet.
struct PasswordShape {
  std::size_t length = 0;
  std::size_t digits = 0;    // Nd
  std::size_t uppers = 0;    // Lu, Lt
  std::size_t lowers = 0;    // Ll
  std::size_t specials = 0;  // everything else: spaces, signs, emoji, letters that have no case
};

// All zero when not UTF-8.
PasswordShape shape_of(std::string_view password);
// kPasswordMin to kPasswordMax code points, at least one of each of the four classes.
bool rule_holds(const PasswordShape& shape);

// Goes through the code points of the NFC form. One does not count when it equals the one before it
// or stands one place before or after it in Unicode (aaa, 123, cba), nor when the same code point
// has already counted twice; all others count one. Time grows with the square of the length:
// for texts of up to kPasswordMax only.
std::size_t effective_length(std::string_view password);

// As the page words it.
enum class Strength { faible, moyen, fort };

// faible: the rule does not hold, or guesses_of (guesses.h) is under what eight characters at
// random cost; moyen: under twelve; fort: twelve or more, which so takes twelve characters at
// least. Says nothing about what is refused (PasswordPolicy): who knows the member knows more.
Strength strength_of(std::string_view password);

}  // namespace portillon
