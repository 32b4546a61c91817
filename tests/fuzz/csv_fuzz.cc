// A file of the caisse: one line's fields, or a whole file with its header.
#include <sstream>

#include "admin/csv.h"
#include "domain/text.h"
#include "fuzz.h"
#include "shell/start_error.h"

namespace portillon::fuzz {
namespace {

constexpr std::string_view kWanted[] = {"identifier", "kind"};
constexpr std::string_view kOptional[] = {"action"};

std::string quoted(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line += ';';
    line += '"';
    for (const char c : field) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line;
}

void as_line(std::string_view line) {
  std::vector<std::string> fields;
  if (split_csv(line, fields)) return;
  must(!fields.empty(), "a line has a field");
  std::vector<std::string> again;
  must(!split_csv(quoted(fields), again) && again == fields, "in quotes it says the same");
}

bool is_plain(std::string_view field) {
  bool plain = true;
  const bool utf8 = text::each_code_point(
      field, [&](char32_t point) { plain &= !text::is_control(point) || point == U'\t'; });
  return utf8 && plain;
}

void is_row(const CsvRow& row) {
  if (row.error) {
    must(row.fields.empty(), "a bad line has no fields");
    return;
  }
  must(row.fields.size() == 3, "a good one has them all");
  for (const std::string& field : row.fields) must(is_plain(field), "and they are text");
}

void as_file(std::string_view bytes, std::optional<Encoding> declared) {
  std::istringstream in{std::string(bytes)};
  try {
    CsvReader reader(in, "a file", {kWanted, kOptional}, declared);
    std::size_t last = 1;
    while (const auto row = reader.next()) {
      must(row->line > last, "lines are numbered in their order");
      last = row->line;
      is_row(*row);
    }
    must(reader.bytes_taken() == bytes.size(), "a file is read to its end");
  } catch (const StartError& error) {
    must(std::string_view(error.what()).starts_with("a file: "), "an error names the file");
  }
}

}  // namespace

void csv(std::string_view input) {
  switch (take_byte(input) % 16) {  // a whole file takes a hundred times as long
    case 0:
      return as_file(input, {});
    case 1:
      return as_file(input, Encoding::latin9);
    case 2:
      return as_file(input, Encoding::utf8);
    default:
      return as_line(input);
  }
}

}  // namespace portillon::fuzz
