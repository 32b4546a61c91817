#pragma once
// The texts of pages/messages.toml, by id.

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "page/message.h"

namespace portillon {

class Messages {
 public:
  // Throws StartError: unreadable, not TOML, something else than `key = "text"`, or an id of
  // message_ids.h without its text.
  static Messages load(const std::filesystem::path& file);

  // Where KEY_one and KEY_other stand in place of KEY, the value named `count` decides, or else the
  // first one: in French, one is said up to 1.99. Throws RenderError (render.h) for an unknown key
  // or a placeholder without value.
  std::string text(const Text& text) const;
  bool has(std::string_view key) const { return texts_.contains(key); }

 private:
  const std::string& pattern(const Text& text) const;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace portillon
