#include "shell/messages.h"

#include <charconv>

#include "message_ids.h"
#include "shell/config_table.h"
#include "shell/render.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

bool is_one(const Text& text) {
  const std::string* count = text.values.empty() ? nullptr : &text.values.front().second;
  for (const auto& [name, value] : text.values) {
    if (name == "count") count = &value;
  }
  unsigned long number = 0;
  if (!count ||
      std::from_chars(count->data(), count->data() + count->size(), number).ec != std::errc{}) {
    throw RenderError(std::string(text.id.key) + ": has _one and _other but no count");
  }
  return number < 2;
}

}  // namespace

Messages Messages::load(const std::filesystem::path& file) {
  const toml::table table = read_toml(file.string());
  Messages messages;
  for (const auto& [key, node] : table) {
    const auto text = node.value_exact<std::string>();
    if (!text) throw StartError(file.string() + ": " + std::string(key.str()) + ": is not a text");
    messages.texts_.emplace(key.str(), *text);
  }
  for (const MessageId id : msg::kAllMessages) {
    const std::string key(id.key);
    const bool counted =
        messages.texts_.contains(key + "_one") && messages.texts_.contains(key + "_other");
    if (!counted && !messages.texts_.contains(key)) {
      throw StartError(file.string() + ": " + key + ": this text is missing");
    }
  }
  return messages;
}

const std::string& Messages::pattern(const Text& text) const {
  if (const auto plain = texts_.find(text.id.key); plain != texts_.end()) return plain->second;
  const std::string key(text.id.key);
  const auto one = texts_.find(key + "_one");
  const auto other = texts_.find(key + "_other");
  if (one == texts_.end() || other == texts_.end()) {
    throw RenderError(key + ": there is no such text");
  }
  return (is_one(text) ? one : other)->second;
}

std::string Messages::text(const Text& text) const {
  const std::string& from = pattern(text);
  std::string out;
  std::size_t at = 0;
  for (;;) {
    const std::size_t open = from.find('{', at);
    const std::size_t close = from.find('}', open == std::string::npos ? from.size() : open);
    if (close == std::string::npos) return out + from.substr(at);
    out.append(from, at, open - at);
    const std::string_view name = std::string_view(from).substr(open + 1, close - open - 1);
    const std::string* value = nullptr;
    for (const auto& [key, each] : text.values) {
      if (key == name) value = &each;
    }
    if (!value) {
      throw RenderError(std::string(text.id.key) + ": {" + std::string(name) + "} has no value");
    }
    out += *value;
    at = close + 1;
  }
}

}  // namespace portillon
