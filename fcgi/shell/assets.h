#pragma once
// Styles, scripts and drawings as browsers get them: pages/assets in the caisse's colours, each
// file under a name that changes with its own content, so that browsers may keep it for ever and a
// new release makes nobody load again what did not change. `portillon pages` writes them, pages
// name them; both ask here.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "page/palette.h"

namespace portillon {

struct Asset {
  std::string name;  // "portillon.css"
  std::string kept;  // "portillon.3f2a1b8c90de.css"
  std::string bytes;

  // The variable of templates that holds its address: "ASSET_PORTILLON_CSS".
  std::string variable() const;
};

// Ordered by name. Throws StartError that names the file: it cannot be read, or a stylesheet or
// icon lacks what a palette other than the default one replaces.
std::vector<Asset> load_assets(const std::filesystem::path& pages, const Palette& palette);

// Whether a name has the form of Asset::kept.
bool is_kept_name(std::string_view file);

}  // namespace portillon
