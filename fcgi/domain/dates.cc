#include "domain/dates.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace portillon {
namespace {

// Day, month (in either order), year, postcode; - is one of kSeparators, the same all through.
constexpr std::array<std::string_view, 14> kLayouts = {
    "yyyy",     "ddmm",     "ddmmyy",    "ddmmyyyy",   "yyyymmdd",   "d-m-yy",  "d-mm-yy",
    "dd-mm-yy", "d-m-yyyy", "d-mm-yyyy", "dd-mm-yyyy", "yyyy-mm-dd", "mm-yyyy", "ppppp"};
constexpr std::u32string_view kSeparators = U"/-. _";

constexpr std::uint64_t kDays = 372;        // 12 months of 31
constexpr std::uint64_t kPostcodes = 6300;  // of France
// A year is as likely as it is near; fixed, so that a verdict does not change with the calendar.
constexpr unsigned kNow = 2025;
constexpr unsigned kNear = 20;
constexpr LogGuesses kSeparated = 512;

struct Numbers {
  unsigned day = 0;
  unsigned month = 0;
  unsigned year = 0;
  unsigned postcode = 0;
};

unsigned& number_of(Numbers& numbers, char field) {
  if (field == 'd') return numbers.day;
  if (field == 'm') return numbers.month;
  return field == 'y' ? numbers.year : numbers.postcode;
}

std::optional<Numbers> read(const Signs& signs, std::size_t start, std::string_view layout) {
  if (start + layout.size() > signs.size()) return std::nullopt;
  Numbers numbers;
  char32_t separator = 0;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const char32_t sign = signs[start + i].point;
    if (layout[i] == '-') {
      if (kSeparators.find(sign) == std::u32string_view::npos) return std::nullopt;
      if (separator != 0 && separator != sign) return std::nullopt;
      separator = sign;
      continue;
    }
    if (sign < U'0' || sign > U'9') return std::nullopt;
    unsigned& number = number_of(numbers, layout[i]);
    number = number * 10 + static_cast<unsigned>(sign - U'0');
  }
  return numbers;
}

bool has(std::string_view layout, std::string_view field) {
  return layout.find(field) != std::string_view::npos;
}

// nullopt when no date reads like this.
std::optional<LogGuesses> cost_of(Numbers numbers, std::string_view layout) {
  LogGuesses cost = kPerPiece + (has(layout, "-") ? kSeparated : 0);
  if (has(layout, "p")) {
    if (numbers.postcode < 1000 || numbers.postcode >= 99000) return std::nullopt;
    cost += log_of(kPostcodes);
  }
  if (has(layout, "d")) {
    const auto [less, more] = std::minmax(numbers.day, numbers.month);
    if (less < 1 || less > 12 || more > 31) return std::nullopt;
    cost += log_of(kDays);
  } else if (has(layout, "m")) {
    if (numbers.month < 1 || numbers.month > 12) return std::nullopt;
    cost += log_of(12);
  }
  if (has(layout, "y")) {
    if (!has(layout, "yyyy")) numbers.year += numbers.year < 50 ? 2000 : 1900;
    if (numbers.year < 1900 || numbers.year >= 2050) return std::nullopt;
    const unsigned away = numbers.year > kNow ? numbers.year - kNow : kNow - numbers.year;
    cost += log_of(std::max(away, kNear));
  }
  return cost;
}

}  // namespace

void add_dates(const Signs& signs, std::size_t start, std::vector<Piece>& pieces) {
  for (const std::string_view layout : kLayouts) {
    const auto numbers = read(signs, start, layout);
    if (!numbers) continue;
    if (const auto cost = cost_of(*numbers, layout)) {
      add_piece(signs, start, {start + layout.size(), *cost}, pieces);
    }
  }
}

}  // namespace portillon
