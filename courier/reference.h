#pragma once
// What a message is called on paper, on the screen and on the telephone: "K7M-4QT".

#include <string>
#include <string_view>

#include "crypto/random.h"

namespace portillon {

// No 0 O, 1 I L, 2 Z, 5 S, 8 B, M N (by ear), U V (by hand); and no vowel, so that no word comes
// out. 18^6 are 34 million: a reference is looked up among the messages of a few weeks, and opens
// nothing.
inline constexpr std::string_view kReferenceSymbols = "34679CDFGHJKPQRTWX";
inline constexpr std::size_t kReferenceGroup = 3;
inline constexpr std::string_view kWidestReference = "WWW-WWW";

std::string draw_reference(Random& random);

}  // namespace portillon
