#pragma once
// What a program says on standard error: one JSON object a line. No identifier, no token, nothing
// that was typed; ids of events are stable, monitoring relies on them.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace portillon {

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double> value;
};

class Log {
 public:
  using Sink = std::function<void(std::string_view line)>;  // with its line end

  // `sink` may be called by several threads; the default is one write() to descriptor 2.
  explicit Log(std::string_view page, Sink sink = {});

  void write(std::string_view event, std::initializer_list<LogField> fields) const;

 private:
  std::string page_;
  Sink sink_;
};

// A JSON string with its quotes. Line ends, ESC and all other controls become \u escapes (forged
// lines, terminal sequences); bytes that are not UTF-8 become '?'.
std::string json_string(std::string_view text);

// The request id that nginx made (hexadecimal), or "-".
std::string_view clean_request_id(std::string_view id);

}  // namespace portillon
