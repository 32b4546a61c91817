#include "store/cell.h"

#include <boost/test/unit_test.hpp>

using namespace portillon;
using namespace std::chrono;

BOOST_AUTO_TEST_SUITE(cell)

BOOST_AUTO_TEST_CASE(a_time_keeps_its_microseconds) {
  const Time time = sys_days{2026y / November / 23} + 9h + 8min + 7s + 42us;
  BOOST_TEST(sql_text(time) == "2026-11-23 09:08:07.000042");
  BOOST_TEST((time_from_sql("2026-11-23 09:08:07.000042") == time));
  BOOST_TEST((time_from_sql("1970-01-01 00:00:00.000000") == Time{}));
  BOOST_TEST((time_from_sql("1969-12-31 23:59:59.999999") == Time{} - 1us));
  BOOST_TEST(sql_text(Time{} - 1us) == "1969-12-31 23:59:59.999999");
}

BOOST_AUTO_TEST_CASE(a_time_without_fraction_is_read) {
  BOOST_TEST((time_from_sql("1970-01-01 00:00:01") == Time{} + 1s));
  BOOST_TEST((time_from_sql("1970-01-01 00:00:01.5") == Time{} + 1500ms));
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused) {
  for (const char* text :
       {"", "2026-11-23", "2026-13-01 00:00:00", "2026-02-30 00:00:00", "2026-01-01 24:00:00",
        "2026-01-01 00:00:00.", "2026-01-01 00:00:00,5", "2026-01-01 00:00:00.1234567",
        "0000-00-00 00:00:00", "x026-01-01 00:00:00"}) {
    BOOST_TEST(!time_from_sql(text), text);
  }
}

BOOST_AUTO_TEST_CASE(a_column_that_is_not_what_its_query_declares_breaks_the_request) {
  std::uint64_t number = 0;
  Digest digest{};
  std::string text;
  Time time{};
  BOOST_CHECK_THROW(read_cell(Cell{}, number), StorageError);
  BOOST_CHECK_THROW(read_cell(Cell{""}, number), StorageError);
  BOOST_CHECK_THROW(read_cell(Cell{"12x"}, number), StorageError);
  BOOST_CHECK_THROW(read_cell(Cell{"-1"}, number), StorageError);
  BOOST_CHECK_THROW(read_cell(Cell{"short"}, digest), StorageError);
  BOOST_CHECK_THROW(read_cell(Cell{}, text), StorageError);
  BOOST_CHECK_THROW(read_cell(Cell{"today"}, time), StorageError);
  read_cell(Cell{"18446744073709551615"}, number);
  BOOST_TEST(number == UINT64_MAX);
}

BOOST_AUTO_TEST_SUITE_END()
