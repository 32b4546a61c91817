#pragma once
// The caisse's files, one record a line, so that a stray quote spoils one record and not the rest.
//
// Format: UTF-8, with or without byte order mark; fields separated by ';'; a field may be quoted as
// in RFC 4180 ("a;b", "say ""yes"""), but never holds a line end; lines end in LF or CR LF; empty
// lines are skipped. The first line names the columns, in any order.

#include <cstddef>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

inline constexpr std::size_t kLongestLine = 16 * 1024;  // bytes, without its end

enum class CsvError {
  too_long,         // over kLongestLine
  not_utf8,         // or with a NUL or another control character
  stray_quote,      // in the middle of a field, or text after a closing one
  open_quote,       // not closed on its line
  too_few_fields,   // fewer than the header has
  too_many_fields,  // more than the header has
};
// The rest of a sentence: "has fewer fields than the header".
std::string_view text_of(CsvError error);

struct CsvRow {
  std::size_t line = 0;             // from 1
  std::vector<std::string> fields;  // in the order of the wanted columns; empty on error
  std::optional<CsvError> error;
};

// The fields of one line. On error `fields` is undefined.
std::optional<CsvError> split_csv(std::string_view line, std::vector<std::string>& fields);

class CsvReader {
 public:
  // Reads the header. Throws StartError that names `file`: nothing to read, a column of `wanted`
  // that is not there, one that is there twice, or one that is not wanted (a misspelt column would
  // otherwise empty a field of every member).
  CsvReader(std::istream& in, std::string file, std::span<const std::string_view> wanted);

  // nullopt at the end. Throws std::ios_base::failure if the disk fails.
  std::optional<CsvRow> next();

 private:
  bool read_line();
  void check_header(const std::vector<std::string>& header,
                    std::span<const std::string_view> wanted);

  std::istream& in_;
  std::string file_;
  std::vector<std::size_t> places_;  // of each wanted column in a line
  std::size_t number_ = 0;
  std::string line_;
  bool overlong_ = false;
};

}  // namespace portillon
