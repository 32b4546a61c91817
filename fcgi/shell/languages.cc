#include "shell/languages.h"

#include <algorithm>
#include <system_error>

namespace portillon {

std::vector<Language> languages_in(const std::filesystem::path& pages) {
  std::vector<Language> found;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(pages, none)) {
    const auto language = Language::parse(entry.path().filename().string());
    if (language && *language != Language{} && entry.is_directory(none)) found.push_back(*language);
  }
  std::ranges::sort(found);
  return found;
}

std::vector<Language> offered_languages(const Site& site) {
  std::vector<Language> offered = {Language{}};
  offered.insert(offered.end(), site.languages.begin(), site.languages.end());
  return offered;
}

}  // namespace portillon
