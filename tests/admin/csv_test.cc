#include "admin/csv.h"

#include <array>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "shell/start_error.h"

using namespace portillon;

namespace {

constexpr std::array<std::string_view, 2> kColumns = {"a", "b"};

std::vector<CsvRow> rows_of(const std::string& text) {
  std::istringstream in(text);
  CsvReader reader(in, "f.csv", kColumns);
  std::vector<CsvRow> rows;
  while (auto row = reader.next()) rows.push_back(*std::move(row));
  return rows;
}

std::string refusal_of(const std::string& text) {
  try {
    rows_of(text);
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
    const auto rows = rows_of("a;b\n" + line + "\ngood;row\n");
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
  BOOST_TEST(refusal_of("a;b\xFF\n") == "f.csv: its header is not UTF-8 text");
}

BOOST_AUTO_TEST_SUITE_END()
