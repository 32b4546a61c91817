#pragma once
// Which languages are there: each is a folder of pages/ with two small letters for a name. Which of
// them a visitor may choose is the caisse's configuration.

#include <filesystem>
#include <vector>

#include "page/language.h"
#include "page/settings.h"

namespace portillon {

// In the order of their tags, without French, which is the folder itself. Empty where it cannot be
// read.
std::vector<Language> languages_in(const std::filesystem::path& pages);

// French, then those of [site] languages in their order.
std::vector<Language> offered_languages(const Site&);

}  // namespace portillon
