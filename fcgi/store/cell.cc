#include "store/cell.h"

#include <charconv>
#include <concepts>

namespace portillon {
namespace {

using namespace std::chrono;

const std::string& filled(const Cell& cell) {
  if (!cell) throw StorageError("a column is NULL that must not be");
  return *cell;
}

template <typename T>
T number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) {
    throw StorageError("a column is not the number that it must be");
  }
  return value;
}

// `value` in `width` digits, from `at` on.
void put(std::string& text, std::size_t at, std::size_t width, std::integral auto value) {
  for (std::size_t i = at + width; i > at; value /= 10) {
    text[--i] = static_cast<char>('0' + value % 10);
  }
}

std::optional<unsigned> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value;
}

}  // namespace

std::string sql_text(sys_days day) {
  const year_month_day date{day};
  std::string text = "0000-00-00";
  put(text, 0, 4, static_cast<unsigned>(int{date.year()}));
  put(text, 5, 2, unsigned{date.month()});
  put(text, 8, 2, unsigned{date.day()});
  return text;
}

// Written out: each statement has some, and snprintf took longer than the rest of them.
std::string sql_text(Time time) {
  const sys_days day = floor<days>(time);
  const hh_mm_ss<microseconds> clock{time - day};
  std::string text = sql_text(day) + " 00:00:00.000000";
  put(text, 11, 2, clock.hours().count());
  put(text, 14, 2, clock.minutes().count());
  put(text, 17, 2, clock.seconds().count());
  put(text, 20, 6, clock.subseconds().count());
  return text;
}

std::optional<Time> time_from_sql(std::string_view text) {
  const auto y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  const auto h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  const year_month_day date{year{static_cast<int>(*y)}, month{*mo}, day{*d}};
  if (!date.ok() || *h > 23 || *mi > 59 || *s > 59) return std::nullopt;
  Time time = sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s};
  if (text.size() > 19) {  // the fraction is left out when it is zero
    const std::string_view fraction = text.substr(20);
    const auto value = digits(fraction, 0, fraction.size());
    if (text[19] != '.' || fraction.empty() || fraction.size() > 6 || !value) return std::nullopt;
    microseconds::rep micros = *value;
    for (std::size_t i = fraction.size(); i < 6; ++i) micros *= 10;
    time += microseconds{micros};
  }
  return time;
}

void read_cell(const Cell& cell, std::uint64_t& value) {
  value = number<std::uint64_t>(filled(cell));
}
void read_cell(const Cell& cell, unsigned& value) { value = number<unsigned>(filled(cell)); }
void read_cell(const Cell& cell, bool& value) { value = number<unsigned>(filled(cell)) != 0; }
void read_cell(const Cell& cell, std::string& value) { value = filled(cell); }
void read_cell(const Cell& cell, Digest& value) {
  const auto digest = digest_from(filled(cell));
  if (!digest) throw StorageError("a column is not the digest that it must be");
  value = *digest;
}
void read_cell(const Cell& cell, Time& value) {
  const auto time = time_from_sql(filled(cell));
  if (!time) throw StorageError("a column is not the time that it must be");
  value = *time;
}

}  // namespace portillon
