#pragma once
// The caisse's files, one record a line, so that a stray quote spoils one record and not the rest.
//
// Format: UTF-8, with or without byte order mark, or Latin-9; fields separated by ';'; a field may
// be quoted as in RFC 4180 ("a;b", "say ""yes"""), but never holds a line end; lines end in LF or
// CR LF; empty lines are skipped. The first line names the columns, in any order.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "admin/feed_encoding.h"

namespace portillon {

inline constexpr std::size_t kLongestLine = 16 * 1024;  // bytes, without its end

enum class CsvError {
  too_long,         // over kLongestLine
  not_utf8,         // or with a NUL or another control character
  not_latin9,       // the same in a file of Latin-9
  mixed,            // UTF-8 in a file of Latin-9
  stray_quote,      // in the middle of a field, or text after a closing one
  open_quote,       // not closed on its line
  too_few_fields,   // fewer than the header has
  too_many_fields,  // more than the header has
};
// The rest of a sentence: "has fewer fields than the header".
std::string_view text_of(CsvError error);

// As it stands in the file, without its end.
struct CsvLine {
  std::size_t number = 0;  // from 1
  std::string bytes;       // cut where it is too long
  Encoding encoding = Encoding::utf8;
};

struct CsvRow {
  std::size_t line = 0;
  std::vector<std::string> fields;  // UTF-8, in the order of the columns; empty on error
  std::optional<CsvError> error;
};

// The fields of one line. On error `fields` is undefined.
std::optional<CsvError> split_csv(std::string_view line, std::vector<std::string>& fields);

struct CsvColumns {
  std::span<const std::string_view> wanted;
  std::span<const std::string_view> optional{};  // where one is not there, its fields are empty
};

class CsvReader {
 public:
  // Reads the header. `declared`: the encoding, which is found out otherwise. Throws StartError
  // that names `file`: nothing to read, a wanted column that is not there, one that is there twice,
  // or one that is of neither sort (a misspelt column would otherwise empty a field of every
  // member).
  CsvReader(std::istream& in, std::string file, CsvColumns columns,
            std::optional<Encoding> declared = {});

  // The next line that is not empty, or nullopt. Throws StartError when the disk fails.
  std::optional<CsvLine> next_line();
  // Of any thread: looks at nothing that reading changes.
  CsvRow row(const CsvLine& line) const;
  std::optional<CsvRow> next();

  bool has(std::string_view optional_column) const;
  std::uint64_t bytes_taken() const { return bytes_taken_; }  // of any thread

 private:
  bool refill();
  bool read_line(CsvLine& line);
  void find_encoding(std::string_view bytes);
  void check_header(const std::vector<std::string>& header, const CsvColumns& columns);

  std::istream& in_;
  std::string file_;
  std::vector<std::string_view> names_;  // of the columns, as places_
  std::vector<std::size_t> places_;      // of each column in a line; kNowhere: it is not there
  std::size_t header_size_ = 0;
  std::string buffer_;
  std::size_t at_ = 0;  // within it
  std::size_t number_ = 0;
  std::optional<Encoding> encoding_;
  std::atomic<std::uint64_t> bytes_taken_ = 0;  // into the buffer
};

}  // namespace portillon
