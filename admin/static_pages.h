#pragma once
// `portillon pages`: the pages that nginx serves by itself, in the same layout as all others.

#include <filesystem>
#include <string>
#include <vector>

#include "page/settings.h"

namespace portillon {

struct StaticFile {
  std::filesystem::path name;  // below the folder that nginx serves
  std::string bytes;
};

// What write_static_pages() writes. Throws StartError (templates, folders) or RenderError.
std::vector<StaticFile> static_files(const std::filesystem::path& pages, const Settings& settings);

// Writes into `output`: aide/TOPIC.html, accessibilite.html, erreur/STATUS.html and assets/
// (shell/assets.h), each with a compressed twin NAME.gz beside it where that is shorter. Each file
// appears whole or stays as it was, so nginx may go on serving meanwhile. Lasting names of assets
// of earlier releases stay for a month. Returns what was written. Throws StartError (templates,
// folders) or RenderError.
std::vector<std::filesystem::path> write_static_pages(const std::filesystem::path& pages,
                                                      const Settings& settings,
                                                      const std::filesystem::path& output);

}  // namespace portillon
