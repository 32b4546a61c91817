#pragma once
// A file for one pair of eyes: mode 0600 from its first byte on, never over one that is there,
// whole or not at all.

#include <filesystem>
#include <string_view>

namespace portillon {

// Throws StartError that names the file.
void write_private_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace portillon
