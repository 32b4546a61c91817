#pragma once
// A language nobody speaks, made from the French: every text with a sign before it, so that what
// was not translated is seen.

#include <toml++/toml.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "shell/marked_text.h"

namespace portillon::test {

inline constexpr std::string_view kPretended = "¿";

inline std::string whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline toml::table pretended_templates(const std::filesystem::path& pages) {
  toml::table all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(pages)) {
    const std::filesystem::path file = entry.path().lexically_relative(pages);
    const bool page = !file.has_parent_path() || file.parent_path() == "static";
    if (!page || file.extension() != ".html") continue;
    toml::table texts;
    with_texts(whole(entry.path()), [&](std::string_view french) {
      texts.insert_or_assign(french, std::string(kPretended) + std::string(french));
      return std::string();
    });
    all.insert_or_assign((file.parent_path() / file.stem()).string(), std::move(texts));
  }
  return all;
}

// Writes `pages`/TAG/messages.toml and templates.toml from what stands in `pages`.
inline void write_pretended(const std::filesystem::path& pages, std::string_view tag) {
  toml::table messages = toml::parse_file((pages / "messages.toml").string());
  for (auto&& [key, node] : messages) {
    auto& text = *node.as_string();
    text = std::string(kPretended) + text.get();
  }
  std::filesystem::create_directories(pages / tag);
  std::ofstream(pages / tag / "messages.toml") << messages << '\n';
  std::ofstream(pages / tag / "templates.toml") << pretended_templates(pages) << '\n';
}

}  // namespace portillon::test
