#include "admin/feed_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "domain/text.h"

namespace portillon {
namespace {

// Where ISO 8859-15 is not the first 256 signs of Unicode.
constexpr std::array<std::pair<unsigned char, char32_t>, 8> kOwnSigns = {{{0xA4, U'€'},
                                                                          {0xA6, U'Š'},
                                                                          {0xA8, U'š'},
                                                                          {0xB4, U'Ž'},
                                                                          {0xB8, U'ž'},
                                                                          {0xBC, U'Œ'},
                                                                          {0xBD, U'œ'},
                                                                          {0xBE, U'Ÿ'}}};

char32_t sign_of(unsigned char byte) {
  const auto* const own =
      std::ranges::find(kOwnSigns, byte, &decltype(kOwnSigns)::value_type::first);
  return own == kOwnSigns.end() ? char32_t{byte} : own->second;
}

}  // namespace

std::string_view name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "utf-8";
    case Encoding::latin9:
      return "latin-9";
  }
  return {};
}

std::optional<Encoding> encoding_from(std::string_view name) {
  if (name == "utf-8") return Encoding::utf8;
  if (name == "latin-9") return Encoding::latin9;
  return std::nullopt;
}

bool is_ascii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<Encoding> guess_encoding(std::string_view lines) {
  std::size_t utf8 = 0;
  std::size_t others = 0;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    if (!is_ascii(line)) ++(text::is_utf8(line) ? utf8 : others);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  if (utf8 + others == 0) return std::nullopt;
  return utf8 >= others ? Encoding::utf8 : Encoding::latin9;
}

std::string from_latin9(std::string_view line) {
  std::string utf8;
  utf8.reserve(line.size() + line.size() / 8);
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      text::append(utf8, sign_of(byte));
    }
  }
  return utf8;
}

}  // namespace portillon
