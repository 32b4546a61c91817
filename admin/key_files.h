#pragma once
// `portillon keys`: the folder with one key file per purpose.

#include <chrono>
#include <filesystem>
#include <ostream>

#include "crypto/random.h"

namespace portillon {

// Makes the folder (0700) if it is not there, and a file (0600) with a first key for each of
// kKeyPurposes. All or none: throws StartError if one of them is there already, since a lost key
// closes what was sealed with it for ever.
void make_keys(const std::filesystem::path& folder, Random& random, std::chrono::sys_days today);

// A first key for one more purpose, which a newer release wants. Throws StartError: the file is
// there already, no such purpose, or half of the courier's pair, which is made with the other half.
void add_key(const std::filesystem::path& folder, std::string_view purpose, Random& random,
             std::chrono::sys_days today);

// Whether all is well; one line for each file that is not: missing, malformed, read by others, or
// the two halves of the courier's pair that do not belong together.
bool check_keys(const std::filesystem::path& folder, std::ostream& out);

// Whether contact_public and contact_private are halves of one pair. Throws KeyError.
bool key_halves_belong_together(const std::filesystem::path& folder);

}  // namespace portillon
