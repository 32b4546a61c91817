#pragma once
// A text for people, by id: the words stand in pages/messages.toml, the ids are generated from it
// (message_ids.h), so that a misspelt one does not compile.

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "page/moment.h"

namespace portillon {

struct MessageId {
  std::string_view key;
  friend bool operator==(const MessageId&, const MessageId&) = default;
};

// `{name}` in the text becomes the value; a count picks `KEY_one` or `KEY_other` where these exist
// instead of KEY.
struct Text {
  using Value = std::variant<std::string, Moment>;
  MessageId id;
  std::vector<std::pair<std::string_view, Value>> values;

  Text(MessageId message) : id(message) {}  // NOLINT: a bare id reads as a text everywhere
  Text(MessageId message, std::vector<std::pair<std::string_view, Value>> with)
      : id(message), values(std::move(with)) {}
};

}  // namespace portillon
