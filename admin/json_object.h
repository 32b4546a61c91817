#pragma once
// JSON as the command prints it, written member by member.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/time_text.h"
#include "shell/log.h"

namespace portillon {

class JsonObject {
 public:
  JsonObject& text(std::string_view name, std::string_view value) {
    return raw(name, json_string(value));
  }
  JsonObject& text_or_null(std::string_view name, const std::optional<std::string>& value) {
    return raw(name, value ? json_string(*value) : "null");
  }
  JsonObject& number(std::string_view name, std::uint64_t value) {
    return raw(name, std::to_string(value));
  }
  JsonObject& flag(std::string_view name, bool value) {
    return raw(name, value ? "true" : "false");
  }
  JsonObject& time(std::string_view name, const std::optional<Time>& value) {
    return raw(name, time_json(value));
  }
  // `json`: a value that is JSON already.
  JsonObject& raw(std::string_view name, std::string_view json) {
    text_ += text_.empty() ? "{" : ",";
    text_ += json_string(name);
    text_ += ':';
    text_ += json;
    return *this;
  }
  std::string done() const { return text_.empty() ? "{}" : text_ + "}"; }

 private:
  std::string text_;
};

// Of values that are JSON already.
inline std::string json_list(const std::vector<std::string>& values) {
  std::string text = "[";
  for (const std::string& value : values) text += (text.size() > 1 ? "," : "") + value;
  return text + "]";
}

}  // namespace portillon
