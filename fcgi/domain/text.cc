#include "domain/text.h"

#include <utf8proc.h>

#include <algorithm>

#include "crypto/secret.h"

namespace portillon::text {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

// One code point from the front of `rest`, which shrinks; nullopt when its bytes are not UTF-8.
std::optional<char32_t> next(std::string_view& rest) {
  utf8proc_int32_t point = -1;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(rest.data());
  const auto used = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(rest.size()), &point);
  if (used <= 0 || point < 0) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(used));
  return static_cast<char32_t>(point);
}

// utf8proc_map() would leave an unwiped copy on the heap; its two halves work in our own buffer.
std::optional<std::string> map(std::string_view utf8, utf8proc_option_t options) {
  if (utf8.size() > kMaxBytes || !is_utf8(utf8)) return std::nullopt;
  if (utf8.empty()) return std::string();
  const auto* in = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
  const auto in_size = static_cast<utf8proc_ssize_t>(utf8.size());
  const auto points = utf8proc_decompose(in, in_size, nullptr, 0, options);
  if (points < 0) return std::nullopt;
  // One spare place for the NUL that utf8proc writes; never so short as to sit inside the string.
  const auto places = std::max<std::size_t>(static_cast<std::size_t>(points) + 1, 16);
  std::string buffer(places * sizeof(utf8proc_int32_t), '\0');
  auto* wide = reinterpret_cast<utf8proc_int32_t*>(buffer.data());
  std::optional<std::string> mapped;
  if (utf8proc_decompose(in, in_size, wide, points, options) == points) {
    const auto bytes = utf8proc_reencode(wide, points, options);
    if (bytes >= 0) mapped = buffer.substr(0, static_cast<std::size_t>(bytes));
  }
  wipe(buffer);
  return mapped;
}

std::string without(std::string_view utf8, bool (*unwanted)(char32_t)) {
  std::string kept;
  kept.reserve(utf8.size());
  while (!utf8.empty()) {
    const auto before = utf8;
    const auto point = next(utf8);
    // Bytes that are not UTF-8 stay, so that the parser behind refuses them.
    if (!point) return kept.append(before);
    if (!unwanted(*point)) kept.append(before.substr(0, before.size() - utf8.size()));
  }
  return kept;
}

bool is_dash(char32_t point) {
  return point == U'-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0xAD;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  return each_code_point(bytes, [](char32_t) {});
}

bool each_code_point(std::string_view utf8, const std::function<void(char32_t)>& visit) {
  while (!utf8.empty()) {
    const auto point = next(utf8);
    if (!point) return false;
    visit(*point);
  }
  return true;
}

std::size_t count_code_points(std::string_view utf8) {
  std::size_t count = 0;
  each_code_point(utf8, [&](char32_t) { ++count; });
  return count;
}

std::optional<std::string> nfc(std::string_view utf8) {
  return map(utf8, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::string fold(std::string_view utf8) {
  auto bare = map(utf8, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                                       UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD |
                                                       UTF8PROC_IGNORE | UTF8PROC_STRIPMARK));
  if (!bare) return {};
  std::string folded;
  folded.reserve(bare->size());
  each_code_point(*bare, [&](char32_t point) {
    // No Unicode decomposition exists for these two.
    if (point == U'œ') {
      folded += "oe";
    } else if (point == U'æ') {
      folded += "ae";
    } else {
      append(folded, point);
    }
  });
  wipe(*bare);
  return folded;
}

std::string capitals(std::string_view utf8) {
  std::string large;
  const bool good = each_code_point(utf8, [&](char32_t point) {
    append(large, static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(point))));
  });
  return good ? large : std::string();
}

bool is_space(char32_t point) {
  return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85 || point == 0xA0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200F) || point == 0x2028 ||
         point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x2060 ||
         point == 0x3000 || point == 0xFEFF;
}

bool is_control(char32_t point) { return point < 0x20 || (point >= 0x7F && point <= 0x9F); }

std::string_view trim(std::string_view utf8) {
  std::size_t first = utf8.size();
  std::size_t past_last = 0;
  for (auto rest = utf8; !rest.empty();) {
    const auto start = utf8.size() - rest.size();
    const auto point = next(rest);
    if (!point) rest.remove_prefix(1);
    if (point && is_space(*point)) continue;
    first = std::min(first, start);
    past_last = utf8.size() - rest.size();
  }
  return past_last == 0 ? std::string_view() : utf8.substr(first, past_last - first);
}

std::string squeeze(std::string_view utf8) {
  std::string squeezed;
  bool gap = false;
  for (auto rest = trim(utf8); !rest.empty();) {
    const auto before = rest;
    const auto point = next(rest);
    if (point && is_space(*point)) {
      gap = true;
      continue;
    }
    if (gap) squeezed += ' ';
    gap = false;
    if (!point) return squeezed.append(before);
    squeezed.append(before.substr(0, before.size() - rest.size()));
  }
  return squeezed;
}

std::string without_separators(std::string_view utf8) {
  return without(utf8,
                 [](char32_t point) { return is_space(point) || is_dash(point) || point == U'.'; });
}

std::string without_spaces(std::string_view utf8) { return without(utf8, is_space); }

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

bool all_digits(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), is_digit);
}

void append(std::string& utf8, char32_t point) {
  utf8proc_uint8_t encoded[4];
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), encoded);
  utf8.append(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size));
}

}  // namespace portillon::text
