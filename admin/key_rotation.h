#pragma once
// The files behind `portillon keys rotate` and `retire`: a key more, a key less, and no moment at
// which a file is not whole.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "crypto/keyring.h"
#include "crypto/random.h"

namespace portillon {

// The files that change together: the two halves of the courier's pair, else the purpose alone.
// Throws StartError: no such purpose.
std::vector<std::string_view> key_files_of(std::string_view purpose);

// Puts a new key before those that are there and returns its id: the next one after the highest, so
// that an id that was used once does not come again before 255. Throws StartError: a file that
// cannot be read or written, a purpose of which only one old key can be looked up (index, proof)
// and that has one already, 255 keys, or another rotation at this moment.
std::uint8_t rotate_key(const std::filesystem::path& folder, std::string_view purpose,
                        Random& random, std::chrono::sys_days today);

// Takes an old key away for ever. Throws StartError: it is not there, or it is the one in use.
void remove_key(const std::filesystem::path& folder, std::string_view purpose, std::uint8_t id);

}  // namespace portillon
