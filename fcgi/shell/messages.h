#pragma once
// The texts of a messages.toml, by id, in one language.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "page/language.h"
#include "page/message.h"

namespace portillon {

class Messages {
 public:
  // Throws StartError: unreadable, not TOML, something else than `key = "text"`, an id of
  // message_ids.h without its text, or a text that no id asks for.
  static Messages load(const std::filesystem::path& file, Language language = {});

  // Where KEY_one, KEY_other … stand in place of KEY (shell/plural.h says which), the value named
  // `count` decides, or else the first one. Throws RenderError (render.h) for an unknown key or a
  // placeholder without value.
  std::string text(const Text& text) const;
  std::string text(const Moment& moment) const;
  bool has(std::string_view key) const { return texts_.contains(key); }
  Language language() const { return language_; }

 private:
  const std::string& pattern(const Text& text) const;
  bool has_all_forms(const std::string& key) const;

  Language language_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace portillon
