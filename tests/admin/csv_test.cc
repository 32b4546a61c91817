#include "admin/csv.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "shell/start_error.h"

using namespace portillon;

namespace {

constexpr std::array<std::string_view, 2> kColumns = {"a", "b"};
constexpr std::array<std::string_view, 1> kOptional = {"c"};

std::vector<CsvRow> rows_of(const std::string& text, std::optional<Encoding> declared = {}) {
  std::istringstream in(text);
  CsvReader reader(in, "f.csv", {kColumns}, declared);
  std::vector<CsvRow> rows;
  while (auto row = reader.next()) rows.push_back(*std::move(row));
  return rows;
}

std::string refusal_of(const std::string& text, std::optional<Encoding> declared = {}) {
  try {
    rows_of(text, declared);
  } catch (const StartError& error) {
    return error.what();
  }
  return "(taken)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(columns_are_found_by_their_name_in_any_order) {
  const auto rows = rows_of("b;a\n1;2\n");
  BOOST_TEST_REQUIRE(rows.size() == 1u);
  BOOST_TEST(rows[0].fields == (std::vector<std::string>{"2", "1"}));
  BOOST_TEST(rows[0].line == 2u);
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_crlf_and_a_missing_last_line_end_are_accepted) {
  const auto rows = rows_of(
      "\xEF\xBB\xBF"
      "a;b\r\nx;y\r\n\r\n;z");
  BOOST_TEST_REQUIRE(rows.size() == 2u);
  BOOST_TEST(rows[0].fields == (std::vector<std::string>{"x", "y"}));
  BOOST_TEST(rows[1].fields == (std::vector<std::string>{"", "z"}));
  BOOST_TEST(rows[1].line == 4u);
}

BOOST_AUTO_TEST_CASE(a_quoted_field_may_hold_the_separator_and_doubled_quotes) {
  const auto rows = rows_of("a;b\n\"x;y\";\"say \"\"yes\"\"\"\n\"\";\"\"\n");
  BOOST_TEST(rows[0].fields == (std::vector<std::string>{"x;y", "say \"yes\""}));
  BOOST_TEST(rows[1].fields == (std::vector<std::string>{"", ""}));
}

BOOST_AUTO_TEST_CASE(each_malformed_line_is_told_and_the_next_one_is_read) {
  const std::pair<std::string, CsvError> bad[] = {
      {"1", CsvError::too_few_fields},
      {"1;2;3", CsvError::too_many_fields},
      {"1;2;", CsvError::too_many_fields},
      {"\"1;2", CsvError::open_quote},
      {"1;\"2\"\"", CsvError::open_quote},
      {"\"1\"x;2", CsvError::stray_quote},
      {"1;2\"", CsvError::stray_quote},
      {"1; \"2\"", CsvError::stray_quote},
      {"1;\xC3", CsvError::not_utf8},
      {"1;\xED\xA0\x80", CsvError::not_utf8},
      {"1;\x1B[2J", CsvError::not_utf8},
      {std::string("1;\0", 3), CsvError::not_utf8},
      {"1\r;2", CsvError::not_utf8},
      {"1;" + std::string(kLongestLine, 'x'), CsvError::too_long},
  };
  for (const auto& [line, error] : bad) {
    const auto rows = rows_of("a;b\n" + line + "\ngood;row\n", Encoding::utf8);
    BOOST_TEST_CONTEXT(line.substr(0, 40)) {
      BOOST_TEST_REQUIRE(rows.size() == 2u);
      BOOST_TEST((rows[0].error == error));
      BOOST_TEST(!text_of(error).empty());
      BOOST_TEST(rows[0].fields.empty());
      BOOST_TEST(!rows[1].error);
      BOOST_TEST(rows[1].line == 3u);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_longest_line_is_still_taken) {
  const auto rows = rows_of("a;b\n1;" + std::string(kLongestLine - 2, 'x') + "\n");
  BOOST_TEST(!rows[0].error);
}

BOOST_AUTO_TEST_CASE(a_wrong_header_stops_everything) {
  BOOST_TEST(refusal_of("") == "f.csv: has no header line");
  BOOST_TEST(refusal_of("a\n") == "f.csv: column 'b' is missing");
  BOOST_TEST(refusal_of("a;b;mobil\n") == "f.csv: column 'mobil' is not one of the format");
  BOOST_TEST(refusal_of("a;b;a\n") == "f.csv: column 'a' is there twice");
  BOOST_TEST(refusal_of("\"a;b\n") == "f.csv: its header has a quote that is not closed");
  BOOST_TEST(refusal_of("a;b\xFF\n", Encoding::utf8) == "f.csv: its header is not UTF-8 text");
}

BOOST_AUTO_TEST_CASE(a_column_that_may_be_there_is_empty_where_it_is_not) {
  const auto read = [](const std::string& text) {
    std::istringstream in(text);
    CsvReader reader(in, "f.csv", {kColumns, kOptional});
    return std::pair(reader.has("c"), reader.next().value().fields);
  };
  using Fields = std::vector<std::string>;
  BOOST_TEST((read("b;a\n1;2\n") == std::pair(false, Fields{"2", "1", ""})));
  BOOST_TEST((read("b;c;a\n1;x;2\n") == std::pair(true, Fields{"2", "1", "x"})));
}

BOOST_AUTO_TEST_CASE(a_file_of_latin_9_is_found_out_and_read) {
  const auto rows = rows_of("a;b\nb\xE9gu\xE9;s\xBDur \xA4\n");
  BOOST_TEST(rows[0].fields == (std::vector<std::string>{"bégué", "sœur €"}));
  BOOST_TEST(rows_of("a;b\nbégué;sœur €\n")[0].fields ==
             (std::vector<std::string>{"bégué", "sœur €"}));
}

BOOST_AUTO_TEST_CASE(one_line_of_another_encoding_is_refused_and_the_others_are_read) {
  const std::string utf8 = "é;1\n", latin9 = "\xE9;2\n";
  const auto errors = [&](const std::string& lines, std::optional<Encoding> declared = {}) {
    std::vector<std::optional<CsvError>> list;
    for (const CsvRow& row : rows_of("a;b\n" + lines, declared)) list.push_back(row.error);
    return list;
  };
  using Errors = std::vector<std::optional<CsvError>>;
  const std::optional<CsvError> good;
  BOOST_TEST((errors(latin9 + utf8 + utf8) == Errors{CsvError::not_utf8, good, good}));
  BOOST_TEST((errors(latin9 + latin9 + utf8) == Errors{good, good, CsvError::mixed}));
  BOOST_TEST((errors(utf8 + latin9, Encoding::latin9) == Errors{CsvError::mixed, good}));
  BOOST_TEST((errors(latin9, Encoding::utf8) == Errors{CsvError::not_utf8}));
  // Windows' apostrophe is a control character of Latin-9.
  BOOST_TEST((errors(latin9 + "l\x92\xE9;3\n") == Errors{good, CsvError::not_latin9}));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_says_utf_8_whatever_comes) {
  const std::string mark = "\xEF\xBB\xBF";
  BOOST_TEST((rows_of(mark + "a;b\n\xE9;2\n")[0].error == CsvError::not_utf8));
  BOOST_TEST(refusal_of(mark + "a;b\n1;2\n", Encoding::latin9) ==
             "f.csv: begins with the byte order mark of UTF-8, not with Latin-9");
}

BOOST_AUTO_TEST_CASE(what_no_first_look_shows_is_decided_by_the_first_line_that_is_not_ascii) {
  std::string lines = "a;b\n";
  while (lines.size() < 3'000'000) lines += "plain;ascii and some more of it\n";
  const auto rows = rows_of(lines + "\xE9;1\né;2\n");
  BOOST_TEST_REQUIRE(rows.size() > 90'000u);
  BOOST_TEST(rows[rows.size() - 2].fields[0] == "é");
  BOOST_TEST((rows.back().error == CsvError::mixed));
  BOOST_TEST(rows.back().line == rows.size() + 1);
}

BOOST_AUTO_TEST_SUITE_END()
