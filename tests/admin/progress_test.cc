#include "admin/progress.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

using namespace portillon;
using std::chrono::seconds;

namespace {

// What a terminal shows of it in the end: what a line drew before is drawn over.
std::string seen(const std::string& written) {
  std::string line;
  std::size_t at = 0;
  for (const char c : written) {
    if (c == '\r') {
      at = 0;
      continue;
    }
    if (at == line.size()) line += ' ';
    line[at++] = c;
  }
  return line;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(progress)

BOOST_AUTO_TEST_CASE(it_says_how_much_is_done_how_fast_and_how_long_it_takes) {
  BOOST_TEST(progress_text("members", 1'500'000, 5'000'000, seconds(60)) ==
             "[###       ]  30 %, 1 500 000 of 5 000 000 members, 25 000/s, 2 min left");
  BOOST_TEST(progress_text("rows", 500, 1'000, seconds(10)) ==
             "[#####     ]  50 %, 500 of 1 000 rows, 50/s, 10 s left");
  BOOST_TEST(progress_text("rows", 1'000, 1'000, seconds(10)) ==
             "[##########] 100 %, 1 000 of 1 000 rows, 100/s");
}

BOOST_AUTO_TEST_CASE(where_nobody_knows_how_many_there_are_it_counts) {
  BOOST_TEST(progress_text("lines", 12'345'678, 0, seconds(10)) == "12 345 678 lines, 1 234 568/s");
}

BOOST_AUTO_TEST_CASE(more_than_expected_is_still_all) {
  BOOST_TEST(progress_text("rows", 1'200, 1'000, seconds(10)) ==
             "[##########] 100 %, 1 200 of 1 000 rows, 120/s");
}

BOOST_AUTO_TEST_CASE(nothing_is_written_where_nobody_watches) {
  std::ostringstream out;
  {
    Progress progress("rows", 1'000, out, false);
    progress.at(500, Progress::Clock::now() + seconds(10));
  }
  BOOST_TEST(out.str().empty());
}

BOOST_AUTO_TEST_CASE(it_draws_four_times_a_second_at_most_and_leaves_an_empty_line) {
  std::ostringstream out;
  const auto start = Progress::Clock::now();
  Progress progress("rows", 1'000, out, true);
  for (int i = 0; i < 1000; ++i) {
    progress.at(static_cast<std::uint64_t>(i), start + std::chrono::milliseconds(i));
  }
  const std::string drawn = out.str();
  BOOST_TEST(std::count(drawn.begin(), drawn.end(), '\r') == 3);
  BOOST_TEST(seen(drawn).starts_with("[#"));
  progress.clear();
  BOOST_TEST(seen(out.str()).find_first_not_of(' ') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_shorter_line_leaves_nothing_of_a_longer_one) {
  std::ostringstream out;
  const auto start = Progress::Clock::now();
  Progress progress("rows", 10'000, out, true);
  progress.at(1, start + seconds(10));       // hours left
  progress.at(10'000, start + seconds(20));  // nothing left
  const std::string line = seen(out.str());
  BOOST_TEST(line.substr(0, line.find_last_not_of(' ') + 1) ==
             "[##########] 100 %, 10 000 of 10 000 rows, 500/s");
}

BOOST_AUTO_TEST_SUITE_END()
