#include "admin/csv.h"

#include <algorithm>

#include "domain/text.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr char kSeparator = ';';
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_plain_text(std::string_view line) {
  bool plain = true;
  const bool utf8 = text::each_code_point(line, [&](char32_t point) {
    if (text::is_control(point) && point != U'\t') plain = false;
  });
  return utf8 && plain;
}

// From the quote at `at` to behind the closing one; npos if it is not closed.
std::size_t take_quoted(std::string_view line, std::size_t at, std::string& field) {
  for (++at; at < line.size(); ++at) {
    if (line[at] != '"') {
      field += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      field += line[at++];
    } else {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::string_view text_of(CsvError error) {
  switch (error) {
    case CsvError::too_long:
      return "is too long";
    case CsvError::not_utf8:
      return "is not UTF-8 text";
    case CsvError::stray_quote:
      return "has a quote where none may stand";
    case CsvError::open_quote:
      return "has a quote that is not closed";
    case CsvError::too_few_fields:
      return "has fewer fields than the header";
    case CsvError::too_many_fields:
      return "has more fields than the header";
  }
  return {};
}

std::optional<CsvError> split_csv(std::string_view line, std::vector<std::string>& fields) {
  fields.clear();
  for (std::size_t at = 0;; ++at) {
    std::string& field = fields.emplace_back();
    if (at < line.size() && line[at] == '"') {
      at = take_quoted(line, at, field);
      if (at == std::string_view::npos) return CsvError::open_quote;
      if (at < line.size() && line[at] != kSeparator) return CsvError::stray_quote;
    } else {
      const std::size_t end = std::min(line.find(kSeparator, at), line.size());
      field = line.substr(at, end - at);
      if (field.find('"') != std::string::npos) return CsvError::stray_quote;
      at = end;
    }
    if (at >= line.size()) return std::nullopt;
  }
}

CsvReader::CsvReader(std::istream& in, std::string file, std::span<const std::string_view> wanted)
    : in_(in), file_(std::move(file)) {
  if (!read_line()) throw StartError(file_ + ": has no header line");
  if (line_.starts_with(kByteOrderMark)) line_.erase(0, kByteOrderMark.size());
  std::vector<std::string> header;
  auto error = overlong_ ? std::optional(CsvError::too_long) : split_csv(line_, header);
  if (!error && !is_plain_text(line_)) error = CsvError::not_utf8;
  if (error) throw StartError(file_ + ": its header " + std::string(text_of(*error)));
  check_header(header, wanted);
}

void CsvReader::check_header(const std::vector<std::string>& header,
                             std::span<const std::string_view> wanted) {
  for (const std::string& column : header) {
    if (std::ranges::find(wanted, column) == wanted.end()) {
      throw StartError(file_ + ": column '" + column + "' is not one of the format");
    }
    if (std::ranges::count(header, column) > 1) {
      throw StartError(file_ + ": column '" + column + "' is there twice");
    }
  }
  for (const std::string_view column : wanted) {
    const auto found = std::ranges::find(header, column);
    if (found == header.end()) {
      throw StartError(file_ + ": column '" + std::string(column) + "' is missing");
    }
    places_.push_back(static_cast<std::size_t>(found - header.begin()));
  }
}

// Reads a line of any length, but keeps no more than the longest that may be: a file without line
// ends must not fill the memory.
bool CsvReader::read_line() {
  line_.clear();
  overlong_ = false;
  std::streambuf& bytes = *in_.rdbuf();
  bool any = false;
  for (int c = bytes.sbumpc(); c != std::char_traits<char>::eof(); c = bytes.sbumpc()) {
    any = true;
    if (c == '\n') break;
    if (line_.size() <= kLongestLine) line_ += static_cast<char>(c);
  }
  if (!any) return false;
  if (line_.ends_with('\r')) line_.pop_back();
  overlong_ = line_.size() > kLongestLine;
  ++number_;
  return true;
}

std::optional<CsvRow> CsvReader::next() {
  do {
    if (!read_line()) return std::nullopt;
  } while (line_.empty());
  CsvRow row{number_, {}, {}};
  if (overlong_) {
    row.error = CsvError::too_long;
  } else if (!is_plain_text(line_)) {
    row.error = CsvError::not_utf8;
  } else {
    std::vector<std::string> fields;
    row.error = split_csv(line_, fields);
    if (!row.error && fields.size() < places_.size()) row.error = CsvError::too_few_fields;
    if (!row.error && fields.size() > places_.size()) row.error = CsvError::too_many_fields;
    if (!row.error) {
      for (const std::size_t place : places_) row.fields.push_back(std::move(fields[place]));
    }
  }
  return row;
}

}  // namespace portillon
