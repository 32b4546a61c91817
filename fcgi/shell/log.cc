#include "shell/log.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "domain/text.h"

namespace portillon {
namespace {

void to_standard_error(std::string_view line) {
  // One call, so that lines of several threads do not mix; nobody to tell when it fails.
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

// RFC 3339, UTC, milliseconds. The machine's clock: log lines of one machine must fit together,
// and nothing decides by them.
std::string time_text() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char day[24] = "";
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts);
  char text[40] = "";
  std::snprintf(text, sizeof text, "%s.%03dZ", day, static_cast<int>(milliseconds));
  return text;
}

std::string value_text(const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) return json_string(*text);
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) return std::to_string(*number);
  char text[32] = "";
  std::snprintf(text, sizeof text, "%.3f", std::get<double>(field.value));
  return text;
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
  const bool hexadecimal =
      id.find_first_not_of("0123456789abcdef") == std::string_view::npos && id.size() <= 64;
  return id.empty() || !hexadecimal ? "-" : id;
}

Log::Log(std::string_view page, Sink sink)
    : page_(page), sink_(sink ? std::move(sink) : to_standard_error) {}

void Log::write(std::string_view event, std::initializer_list<LogField> fields) const {
  std::string line = "{\"time\":\"" + time_text() + "\",\"event\":" + json_string(event) +
                     ",\"page\":" + json_string(page_);
  for (const LogField& field : fields) {
    line += "," + json_string(field.name) + ":" + value_text(field);
  }
  sink_(line += "}\n");
}

}  // namespace portillon
