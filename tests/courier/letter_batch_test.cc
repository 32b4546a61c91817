#include "courier/letter_batch.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <ctime>

#include "courier/support/printing_house.h"

namespace portillon {

using namespace std::chrono_literals;
using std::chrono::sys_days;
using test::local_time;

BOOST_AUTO_TEST_SUITE(letter_batch)

struct Paris {
  Paris() {
    setenv("TZ", "Europe/Paris", 1);
    tzset();
  }
  LetterCalendar calendar{16h, HolidayRegion::metropole};
};

BOOST_AUTO_TEST_CASE(a_batch_has_one_name_and_only_what_a_courier_writes_is_one) {
  const BatchName name{"40", 2026y / 11 / 30, "nodea", 1};
  BOOST_TEST(name.text() == "40-2026-11-30-nodea");
  BOOST_TEST((BatchName{"40", 2026y / 11 / 30, "nodea", 2}.text()) == "40-2026-11-30-nodea-2");
  for (const char* text :
       {"40-2026-11-30-nodea", "40-2026-11-30-nodea-2", "40-2026-11-30-nodea-12"}) {
    BOOST_TEST_REQUIRE(BatchName::parse(text).has_value());
    BOOST_TEST(BatchName::parse(text)->text() == text);
  }
  for (const char* text :
       {"", ".", "..", "40", "40-2026-11-30", "40-2026-11-31-nodea", "40-2026-2-3-nodea",
        "40-2026-11-30-nodea-1", "40-2026-11-30-nodea-02", "40-2026-11-30-nodea-0",
        "40-2026-11-30-nodea-x", "40-2026-11-30-nodea-", "../-2026-11-30-nodea",
        "40-2026-11-30-node.a", "=-2026-11-30-nodea", "40-2026-11-30-nodea/",
        "40-2026-11-30-nodea-2-3", "40-2026-11-30-aaaaaaaaaaaaaaaaa"}) {
    BOOST_TEST(!BatchName::parse(text), text);
  }
}

BOOST_AUTO_TEST_CASE(a_letters_file_tells_what_it_is_and_never_whose) {
  const std::string handle = "0123456789abcdef000001" + std::string(20, 'a');
  const LetterFile file{"R7K-4MX", MessageKind::temporary, handle};
  const std::string reference = "R7K-4QX";
  const std::string name = reference + ".temporary." + handle + ".pdf.p7m";
  BOOST_TEST_REQUIRE(LetterFile::parse(name).has_value());
  BOOST_TEST(LetterFile::parse(name)->name() == name);
  for (const std::string& other :
       {std::string(), name + "x", name + ".new", "." + name,
        "R7K4QX.temporary." + handle + ".pdf.p7m", reference + ".temporal." + handle + ".pdf.p7m",
        reference + ".temporary." + handle + "a.pdf.p7m", "../R.temporary." + handle + ".pdf.p7m",
        std::string("manifest.csv")}) {
    BOOST_TEST(!LetterFile::parse(other), other);
  }
  LetterFile later = file;
  later.handle = "0123456789abcdef000002" + std::string(20, 'b');
  BOOST_TEST(file.same_message_as(later));
  later.handle[15] = '0';
  BOOST_TEST(!file.same_message_as(later));
}

BOOST_FIXTURE_TEST_CASE(a_letter_goes_into_the_batch_of_its_day_until_the_hour, Paris) {
  BOOST_TEST((calendar.batch_day(local_time(2026, 11, 26, 0, 1)) == sys_days(2026y / 11 / 26)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 11, 26, 15, 59)) == sys_days(2026y / 11 / 26)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 11, 26, 16, 0)) == sys_days(2026y / 11 / 27)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 11, 26, 23, 59)) == sys_days(2026y / 11 / 27)));
}

BOOST_FIXTURE_TEST_CASE(week_ends_and_holidays_go_into_the_next_business_days_batch, Paris) {
  BOOST_TEST((calendar.batch_day(local_time(2026, 11, 27, 16, 0)) == sys_days(2026y / 11 / 30)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 11, 28, 9)) == sys_days(2026y / 11 / 30)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 11, 29, 23)) == sys_days(2026y / 11 / 30)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 12, 24, 17)) == sys_days(2026y / 12 / 28)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 5, 14, 9)) == sys_days(2026y / 5 / 15)));
  const LetterCalendar strasbourg(16h, HolidayRegion::alsace_moselle);
  BOOST_TEST((strasbourg.batch_day(local_time(2026, 4, 2, 17)) == sys_days(2026y / 4 / 7)));
  BOOST_TEST((calendar.batch_day(local_time(2026, 4, 2, 17)) == sys_days(2026y / 4 / 3)));
}

// 25 October 2026 has 25 hours, 29 March 23; 16:00 in Paris is 14:00 or 15:00 UTC.
BOOST_FIXTURE_TEST_CASE(the_hour_is_the_clocks_in_summer_and_in_winter, Paris) {
  const sys_days friday = 2026y / 10 / 23;
  const sys_days monday = 2026y / 10 / 26;
  BOOST_TEST(!calendar.is_closed(friday, friday + 13h + 59min));
  BOOST_TEST(calendar.is_closed(friday, friday + 14h));
  BOOST_TEST(!calendar.is_closed(monday, monday + 14h + 59min));
  BOOST_TEST(calendar.is_closed(monday, monday + 15h));
  BOOST_TEST((calendar.batch_day(monday + 14h + 59min) == monday));
  BOOST_TEST((calendar.batch_day(monday + 15h) == sys_days(2026y / 10 / 27)));
  const sys_days march = 2026y / 3 / 30;
  BOOST_TEST((calendar.batch_day(march + 13h + 59min) == march));
  BOOST_TEST((calendar.batch_day(march + 14h) == sys_days(2026y / 3 / 31)));
}

// Whatever the moment: the batch that takes a letter is not closed yet, and lies on a business day.
BOOST_FIXTURE_TEST_CASE(no_letter_is_ever_put_into_a_batch_that_is_closed, Paris) {
  for (Time at = sys_days(2026y / 3 / 1) + 7min; at < sys_days(2027y / 1 / 15); at += 53min) {
    const sys_days day = calendar.batch_day(at);
    BOOST_REQUIRE(!calendar.is_closed(day, at));
    BOOST_REQUIRE(is_business_day(day, HolidayRegion::metropole));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace portillon
