#include "courier/request_blank.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace portillon {
namespace {

constexpr std::pair<std::string_view, Slot> kSlots[] = {
    {"{to}", Slot::to},           {"{to_digits}", Slot::to_digits}, {"{text}", Slot::text},
    {"{secret}", Slot::secret},   {"{reference}", Slot::reference}, {"{handle}", Slot::handle},
    {"{receipt}", Slot::receipt},
};

std::optional<Slot> slot_named(std::string_view braced) {
  for (const auto& [name, slot] : kSlots) {
    if (name == braced) return slot;
  }
  return std::nullopt;
}

void append_percent(std::string& out, std::string_view value) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : value) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

void append_json(std::string& out, std::string_view value) {
  std::string quoted =
      nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  out.append(quoted, 1, quoted.size() - 2);
  wipe(quoted);
}

void append(std::string& out, std::string_view value, RequestBlank::Encoding encoding) {
  switch (encoding) {
    case RequestBlank::Encoding::none:
      out += value;
      return;
    case RequestBlank::Encoding::percent:
      append_percent(out, value);
      return;
    case RequestBlank::Encoding::json:
      append_json(out, value);
      return;
  }
}

}  // namespace

std::string_view SlotValues::operator[](Slot slot) const {
  switch (slot) {
    case Slot::to:
      return to;
    case Slot::to_digits:
      return to.substr(to.starts_with('+') ? 1 : 0);
    case Slot::text:
      return text;
    case Slot::secret:
      return secret;
    case Slot::reference:
      return reference;
    case Slot::handle:
      return handle;
    case Slot::receipt:
      return receipt;
  }
  return {};
}

void RequestBlank::literal(std::string_view text) {
  if (pieces_.empty() || pieces_.back().slotted) pieces_.emplace_back();
  pieces_.back().text += text;
}

void RequestBlank::pattern(std::string_view pattern, Encoding encoding) {
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    if (pieces_.empty() || pieces_.back().slotted) pieces_.emplace_back();
    append(pieces_.back().text, pattern.substr(0, open), encoding);
    pattern.remove_prefix(open);
    if (pattern.empty()) return;
    const std::size_t close = std::min(pattern.find('}'), pattern.size() - 1);
    const std::string_view braced = pattern.substr(0, close + 1);
    const auto slot = slot_named(braced);
    if (!slot) throw BlankError(std::string(braced) + " is no placeholder");
    pieces_.back().slotted = true;
    pieces_.back().slot = *slot;
    pieces_.back().encoding = encoding;
    pattern.remove_prefix(close + 1);
  }
}

bool RequestBlank::has(Slot slot) const {
  return std::ranges::any_of(
      pieces_, [slot](const Piece& piece) { return piece.slotted && piece.slot == slot; });
}

// Reserved beforehand, so that no copy of a secret stays behind in memory that was given back.
Secret RequestBlank::fill(const SlotValues& values) const {
  constexpr std::size_t kLongestEncoded = 6;  // \u001f for one byte
  std::size_t most = 0;
  for (const Piece& piece : pieces_) {
    most += piece.text.size() + (piece.slotted ? kLongestEncoded * values[piece.slot].size() : 0);
  }
  std::string out;
  out.reserve(most);
  for (const Piece& piece : pieces_) {
    out += piece.text;
    if (piece.slotted) append(out, values[piece.slot], piece.encoding);
  }
  return Secret::from(std::move(out));
}

}  // namespace portillon
