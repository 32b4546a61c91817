#pragma once
// Which languages are there: each is a folder of pages/ with two small letters for a name.

#include <filesystem>
#include <vector>

#include "page/language.h"

namespace portillon {

// In the order of their tags, without French, which is the folder itself. Empty where it cannot be
// read.
std::vector<Language> languages_in(const std::filesystem::path& pages);

}  // namespace portillon
