// JSON of others.
#include <nlohmann/json.hpp>

#include "domain/text.h"
#include "fuzz.h"
#include "shell/flat_json.h"

namespace portillon::fuzz {
namespace {

bool is_plain(std::string_view text) { return text::is_utf8(text) && text.find('\0') == text.npos; }

}  // namespace

void flat_json(std::string_view input) {
  const std::size_t most = take_byte(input) % 32;
  const auto flat = flatten_json(input, most);
  if (!flat) return;
  must(nlohmann::json::accept(input), "what is taken is JSON");
  must(flat->size() <= most, "no more values than are wanted");
  nlohmann::json again = nlohmann::json::object();
  for (const auto& [path, value] : *flat) {
    must(is_plain(path) && is_plain(value), "nothing but text comes out");
    again[path] = value;
  }
  const auto twice = flatten_json(again.dump(), most);
  must(twice && *twice == *flat, "what is flat stays flat");
}

}  // namespace portillon::fuzz
