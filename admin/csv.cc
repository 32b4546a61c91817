#include "admin/csv.h"

#include <algorithm>

#include "domain/text.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

constexpr char kSeparator = ';';
constexpr std::size_t kNowhere = std::string::npos;
constexpr std::size_t kBufferSize = std::size_t{1} << 20;  // what the encoding is guessed from

bool is_plain_text(std::string_view line) {
  bool plain = true;
  const bool utf8 = text::each_code_point(line, [&](char32_t point) {
    if (text::is_control(point) && point != U'\t') plain = false;
  });
  return utf8 && plain;
}

std::optional<CsvError> decode(const CsvLine& line, std::string& utf8) {
  const bool latin9 = line.encoding == Encoding::latin9;
  if (line.bytes.size() > kLongestLine) return CsvError::too_long;
  if (!latin9 || is_ascii(line.bytes)) {
    utf8 = line.bytes;
  } else if (text::is_utf8(line.bytes)) {
    return CsvError::mixed;
  } else {
    utf8 = from_latin9(line.bytes);
  }
  if (is_plain_text(utf8)) return std::nullopt;
  return latin9 ? CsvError::not_latin9 : CsvError::not_utf8;
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
    case CsvError::not_latin9:
      return "is not Latin-9 text";
    case CsvError::mixed:
      return "is UTF-8 in a file of Latin-9";
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

CsvReader::CsvReader(std::istream& in, std::string file, CsvColumns columns,
                     std::optional<Encoding> declared)
    : in_(in), file_(std::move(file)), encoding_(declared) {
  refill();
  if (buffer_.starts_with(kByteOrderMark)) {
    if (declared == Encoding::latin9) {
      throw StartError(file_ + ": begins with the byte order mark of UTF-8, not with Latin-9");
    }
    encoding_ = Encoding::utf8;
    at_ = kByteOrderMark.size();
  } else if (!encoding_) {
    find_encoding(buffer_);
  }
  CsvLine line;
  if (!read_line(line)) throw StartError(file_ + ": has no header line");
  std::string text;
  std::vector<std::string> header;
  auto error = decode(line, text);
  if (!error) error = split_csv(text, header);
  if (error) throw StartError(file_ + ": its header " + std::string(text_of(*error)));
  check_header(header, columns);
}

void CsvReader::check_header(const std::vector<std::string>& header, const CsvColumns& columns) {
  const auto is_known = [&](const std::string& column) {
    return std::ranges::find(columns.wanted, column) != columns.wanted.end() ||
           std::ranges::find(columns.optional, column) != columns.optional.end();
  };
  for (const std::string& column : header) {
    if (!is_known(column)) {
      throw StartError(file_ + ": column '" + column + "' is not one of the format");
    }
    if (std::ranges::count(header, column) > 1) {
      throw StartError(file_ + ": column '" + column + "' is there twice");
    }
  }
  const auto take = [&](std::string_view column) {
    const auto found = std::ranges::find(header, column);
    names_.push_back(column);
    places_.push_back(found == header.end() ? kNowhere
                                            : static_cast<std::size_t>(found - header.begin()));
    return found != header.end();
  };
  for (const std::string_view column : columns.wanted) {
    if (take(column)) continue;
    throw StartError(file_ + ": column '" + std::string(column) + "' is missing");
  }
  for (const std::string_view column : columns.optional) take(column);
  header_size_ = header.size();
}

bool CsvReader::has(std::string_view optional_column) const {
  const auto found = std::ranges::find(names_, optional_column);
  return found != names_.end() &&
         places_[static_cast<std::size_t>(found - names_.begin())] != kNowhere;
}

bool CsvReader::refill() {
  buffer_.resize(kBufferSize);
  in_.read(buffer_.data(), kBufferSize);
  if (in_.bad()) throw StartError(file_ + ": cannot be read to its end");
  buffer_.resize(static_cast<std::size_t>(in_.gcount()));
  at_ = 0;
  bytes_taken_ += buffer_.size();
  return !buffer_.empty();
}

void CsvReader::find_encoding(std::string_view bytes) {
  // A buffer may end in the middle of a line, and so of a letter.
  const std::size_t end = bytes.rfind('\n');
  encoding_ = guess_encoding(bytes.size() < kBufferSize ? bytes : bytes.substr(0, end));
}

// Reads a line of any length, but keeps no more than the longest that may be: a file without line
// ends must not fill the memory.
bool CsvReader::read_line(CsvLine& line) {
  line.bytes.clear();
  bool any = false;
  for (bool ended = false; !ended && (at_ < buffer_.size() || refill());) {
    any = true;
    const std::size_t end = std::min(buffer_.find('\n', at_), buffer_.size());
    ended = end < buffer_.size();
    line.bytes.append(buffer_, at_, std::min(end - at_, kLongestLine + 2 - line.bytes.size()));
    at_ = end + (ended ? 1 : 0);
  }
  if (!any) return false;
  if (line.bytes.ends_with('\r')) line.bytes.pop_back();
  if (!encoding_ && !is_ascii(line.bytes)) encoding_ = guess_encoding(line.bytes);
  line.encoding = encoding_.value_or(Encoding::utf8);
  line.number = ++number_;
  return true;
}

std::optional<CsvLine> CsvReader::next_line() {
  CsvLine line;
  do {
    if (!read_line(line)) return std::nullopt;
  } while (line.bytes.empty());
  return line;
}

CsvRow CsvReader::row(const CsvLine& line) const {
  CsvRow row{line.number, {}, {}};
  std::string text;
  std::vector<std::string> fields;
  row.error = decode(line, text);
  if (!row.error) row.error = split_csv(text, fields);
  if (!row.error && fields.size() < header_size_) row.error = CsvError::too_few_fields;
  if (!row.error && fields.size() > header_size_) row.error = CsvError::too_many_fields;
  if (row.error) return row;
  row.fields.reserve(places_.size());
  for (const std::size_t place : places_) {
    row.fields.push_back(place == kNowhere ? std::string() : std::move(fields[place]));
  }
  return row;
}

std::optional<CsvRow> CsvReader::next() {
  const auto line = next_line();
  if (!line) return std::nullopt;
  return row(*line);
}

}  // namespace portillon
