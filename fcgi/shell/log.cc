#include "shell/log.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "domain/text.h"

namespace portillon {
namespace {

void to_standard_error(std::string_view line) {
  // One call, so that lines of several threads do not mix; nobody to tell when it fails.
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

void append_digits(std::string& line, unsigned value, std::size_t width) {
  line.append(width, '0');
  for (auto at = line.rbegin(); value > 0; value /= 10) {
    *at++ = static_cast<char>('0' + value % 10);
  }
}

// RFC 3339, UTC, milliseconds. The machine's clock: log lines of one machine must fit together,
// and nothing decides by them. Written out here, because a line is written for each request.
void append_time(std::string& line) {
  using namespace std::chrono;
  const auto now = floor<milliseconds>(system_clock::now());
  const auto day = floor<days>(now);
  const year_month_day date(day);
  const hh_mm_ss<milliseconds> clock(now - day);
  const auto part = [&line](char before, auto value, std::size_t width) {
    line += before;
    append_digits(line, static_cast<unsigned>(value), width);
  };
  append_digits(line, static_cast<unsigned>(int{date.year()}), 4);
  part('-', unsigned{date.month()}, 2);
  part('-', unsigned{date.day()}, 2);
  part('T', clock.hours().count(), 2);
  part(':', clock.minutes().count(), 2);
  part(':', clock.seconds().count(), 2);
  part('.', clock.subseconds().count(), 3);
  line += 'Z';
}

bool is_plain(std::string_view bytes) {
  return std::ranges::all_of(bytes,
                             [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

// Most of what is written needs no escape.
void append_json(std::string& line, std::string_view bytes) {
  if (is_plain(bytes)) {
    line.append("\"").append(bytes).append("\"");
  } else {
    line += json_string(bytes);
  }
}

void append_value(std::string& line, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    append_json(line, *text);
    return;
  }
  std::array<char, 32> text{};
  char* const end = text.data() + text.size();
  const auto* number = std::get_if<std::int64_t>(&field.value);
  const auto written = number ? std::to_chars(text.data(), end, *number)
                              : std::to_chars(text.data(), end, std::get<double>(field.value),
                                              std::chars_format::fixed, 3);
  line.append(text.data(), written.ptr);
}

}  // namespace

std::string json_string(std::string_view bytes) {
  std::string out = "\"";
  const bool good = text::each_code_point(bytes, [&](char32_t point) {
    if (text::is_control(point)) {
      char escape[8] = "";
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(point));
      out += escape;
    } else {
      if (point == '"' || point == '\\') out += '\\';
      text::append(out, point);
    }
  });
  return out + (good ? "\"" : "?\"");
}

std::string_view clean_request_id(std::string_view id) {
  const bool hexadecimal = id.size() <= 64 && std::ranges::all_of(id, [](char c) {
                             return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                           });
  return id.empty() || !hexadecimal ? "-" : id;
}

Log::Log(std::string_view page, Sink sink)
    : page_(page), sink_(sink ? std::move(sink) : to_standard_error) {}

void Log::write(std::string_view event, std::initializer_list<LogField> fields) const {
  std::string line;
  line.reserve(256);
  line += "{\"time\":\"";
  append_time(line);
  line += "\",\"event\":";
  append_json(line, event);
  line += ",\"page\":";
  append_json(line, page_);
  for (const LogField& field : fields) {
    line += ',';
    append_json(line, field.name);
    line += ':';
    append_value(line, field);
  }
  sink_(line += "}\n");
}

}  // namespace portillon
