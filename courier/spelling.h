// The names by which the characters of a temporary password are read out, in letters and by agents
// on the telephone: one table for each language, sign_… in messages.toml, so that paper and voice
// say the same.
#pragma once

#include <string>
#include <string_view>

#include "shell/messages.h"

namespace portillon {

// « K majuscule », « f minuscule », « chiffre 7 », « tiret ». The words of one name are joined by
// non-breaking spaces (UTF-8). Covers printable ASCII without the space (0x21..0x7e); throws
// std::invalid_argument for anything else, without quoting it.
std::string spelled(char character, const Messages& words);

// The names of all characters of `group`, joined by ", ". Throws as spelled() does. The result
// tells the secret: the caller wipes it.
std::string spelled_group(std::string_view group, const Messages& words);

}  // namespace portillon
