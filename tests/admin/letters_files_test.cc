#include "admin/letters_files.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "shell/start_error.h"

using namespace portillon;
using namespace std::chrono_literals;

namespace {

std::vector<LetterAnswer> acknowledged(const std::string& lines,
                                       const std::string& header = "reference;status;date\n") {
  std::istringstream in(header + lines);
  return read_acknowledgement(in, "answer.csv", 2026y / 11 / 30, 2026y / 12 / 2);
}

std::string problem(const std::string& line) {
  const auto answers = acknowledged(line + "\n");
  if (answers.size() != 1 || answers[0].problems.empty()) return "";
  const FieldProblem& first = answers[0].problems[0];
  return std::string(first.field) + " " + first.reason;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(letters_files)

BOOST_AUTO_TEST_CASE(good_lines_are_taken_and_bad_ones_told_with_their_number) {
  const auto answers = acknowledged(
      "R7K-4QX;posted;2026-11-30\n\nr7k "
      "4qx;failed;2026-12-02\r\nR7K-4QX;lost;2026-11-30\n\"KKK-KKK\";posted;2026-12-01\n");
  BOOST_TEST_REQUIRE(answers.size() == 4U);
  BOOST_TEST(answers[0].line == 2U);
  BOOST_TEST(answers[0].reference->text() == "R7K-4QX");
  BOOST_TEST((answers[0].end == LetterEnd::posted));
  BOOST_TEST(answers[1].line == 4U);
  BOOST_TEST((answers[1].end == LetterEnd::not_printed));
  BOOST_TEST(answers[2].line == 5U);
  BOOST_TEST(!answers[2].problems.empty());
  BOOST_TEST(answers[3].problems.empty());
}

BOOST_AUTO_TEST_CASE(a_line_that_is_not_in_order_is_refused) {
  BOOST_TEST(problem("R7K-4Q;posted;2026-11-30") == "reference is no reference");
  BOOST_TEST(problem("R7K-4QX;Posted;2026-11-30") == "status is neither posted nor failed");
  BOOST_TEST(problem("R7K-4QX;delivered;2026-11-30") == "status is neither posted nor failed");
  BOOST_TEST(problem("R7K-4QX;posted;30/11/2026") == "date is no date such as 2026-11-30");
  BOOST_TEST(problem("R7K-4QX;posted;2026-11-31") == "date is no date such as 2026-11-30");
  BOOST_TEST(problem("R7K-4QX;posted;") == "date is no date such as 2026-11-30");
  BOOST_TEST(problem("R7K-4QX;posted;2026-11-29") == "date is before the batch, or still to come");
  BOOST_TEST(problem("R7K-4QX;posted;2026-12-03") == "date is before the batch, or still to come");
  BOOST_TEST(problem("R7K-4QX;posted") == " has fewer fields than the header");
  BOOST_TEST(problem("R7K-4QX;posted;2026-11-30;x") == " has more fields than the header");
  BOOST_TEST(problem("\"R7K-4QX;posted;2026-11-30") == " has a quote that is not closed");
  BOOST_TEST(problem("R7K-4QX;\xff;2026-11-30") == " is not UTF-8 text");
}

BOOST_AUTO_TEST_CASE(another_file_is_refused_as_a_whole) {
  BOOST_CHECK_THROW(acknowledged("", ""), StartError);
  BOOST_CHECK_THROW(acknowledged("", "reference,status,date\n"), StartError);
  BOOST_CHECK_THROW(acknowledged("", "reference;status\n"), StartError);
  BOOST_CHECK_THROW(acknowledged("", "reference;status;date;name\n"), StartError);
}

BOOST_AUTO_TEST_CASE(returned_letters_come_a_line_each_as_a_reader_of_squares_writes_them) {
  std::istringstream in("# 2 December\nR7K-4QX\r\n\n kkk kkk \nR7K-4Q\n" + std::string(5000, 'K') +
                        "\n");
  const auto answers = read_returned(in);
  BOOST_TEST_REQUIRE(answers.size() == 4U);
  BOOST_TEST(answers[0].line == 2U);
  BOOST_TEST((answers[0].end == LetterEnd::returned));
  BOOST_TEST(answers[1].reference->text() == "KKK-KKK");
  BOOST_TEST(answers[2].line == 5U);
  BOOST_TEST(answers[2].problems.at(0).reason == "is no reference");
  BOOST_TEST(!answers[3].problems.empty());
}

BOOST_AUTO_TEST_SUITE_END()
