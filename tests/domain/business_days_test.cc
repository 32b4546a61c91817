#include "domain/business_days.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace portillon;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;

namespace {

constexpr auto kMetropole = HolidayRegion::metropole;
constexpr auto kAlsace = HolidayRegion::alsace_moselle;

std::vector<sys_days> holidays_of(year of, HolidayRegion region) {
  std::vector<sys_days> found;
  for (sys_days date = of / 1 / 1; date < sys_days((of + std::chrono::years(1)) / 1 / 1);
       date += days(1)) {
    if (is_public_holiday(date, region)) found.push_back(date);
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(business_days)

// Published: Bureau des longitudes (IMCCE), dates of Easter; the earliest and the latest of all
// (1818, 2285; 1943, 2038) among them.
BOOST_AUTO_TEST_CASE(easter_falls_where_the_calendars_say) {
  for (const sys_days date :
       {1818y / 3 / 22, 1900y / 4 / 15, 1943y / 4 / 25, 1954y / 4 / 18, 1961y / 4 / 2,
        1981y / 4 / 19, 2000y / 4 / 23, 2008y / 3 / 23, 2011y / 4 / 24, 2016y / 3 / 27,
        2019y / 4 / 21, 2020y / 4 / 12, 2021y / 4 / 4,  2022y / 4 / 17, 2023y / 4 / 9,
        2024y / 3 / 31, 2025y / 4 / 20, 2026y / 4 / 5,  2027y / 3 / 28, 2028y / 4 / 16,
        2029y / 4 / 1,  2030y / 4 / 21, 2038y / 4 / 25, 2049y / 4 / 18, 2076y / 4 / 19,
        2285y / 3 / 22}) {
    BOOST_TEST((easter_sunday(std::chrono::year_month_day(date).year()) == date));
  }
}

// Published: service-public.fr and the school calendar of the Ministère de l'Éducation nationale.
BOOST_AUTO_TEST_CASE(the_eleven_holidays_of_published_years) {
  BOOST_TEST((holidays_of(2024y, kMetropole) ==
              std::vector<sys_days>{2024y / 1 / 1, 2024y / 4 / 1, 2024y / 5 / 1, 2024y / 5 / 8,
                                    2024y / 5 / 9, 2024y / 5 / 20, 2024y / 7 / 14, 2024y / 8 / 15,
                                    2024y / 11 / 1, 2024y / 11 / 11, 2024y / 12 / 25}));
  BOOST_TEST((holidays_of(2025y, kMetropole) ==
              std::vector<sys_days>{2025y / 1 / 1, 2025y / 4 / 21, 2025y / 5 / 1, 2025y / 5 / 8,
                                    2025y / 5 / 29, 2025y / 6 / 9, 2025y / 7 / 14, 2025y / 8 / 15,
                                    2025y / 11 / 1, 2025y / 11 / 11, 2025y / 12 / 25}));
  BOOST_TEST((holidays_of(2026y, kMetropole) ==
              std::vector<sys_days>{2026y / 1 / 1, 2026y / 4 / 6, 2026y / 5 / 1, 2026y / 5 / 8,
                                    2026y / 5 / 14, 2026y / 5 / 25, 2026y / 7 / 14, 2026y / 8 / 15,
                                    2026y / 11 / 1, 2026y / 11 / 11, 2026y / 12 / 25}));
}

// 2008: Ascension fell on 1 May, so there were ten.
BOOST_AUTO_TEST_CASE(two_holidays_on_one_day_are_one) {
  BOOST_TEST(holidays_of(2008y, kMetropole).size() == 10U);
}

BOOST_AUTO_TEST_CASE(alsace_and_moselle_have_two_more) {
  BOOST_TEST(is_public_holiday(2026y / 4 / 3, kAlsace));
  BOOST_TEST(!is_public_holiday(2026y / 4 / 3, kMetropole));
  BOOST_TEST(is_public_holiday(2026y / 12 / 26, kAlsace));
  BOOST_TEST(!is_public_holiday(2026y / 12 / 26, kMetropole));
  BOOST_TEST(holidays_of(2026y, kAlsace).size() == 13U);
  BOOST_TEST((holiday_region_from("alsace-moselle") == kAlsace));
  BOOST_TEST((holiday_region_from("metropole") == kMetropole));
  BOOST_TEST(!holiday_region_from("Alsace"));
}

// Friday 24, Christmas on a Saturday; the long week-end of Easter; the bridge of Ascension.
BOOST_AUTO_TEST_CASE(the_next_business_day_skips_week_ends_and_holidays) {
  BOOST_TEST((next_business_day(2026y / 11 / 26, kMetropole) == sys_days(2026y / 11 / 27)));
  BOOST_TEST((next_business_day(2026y / 11 / 27, kMetropole) == sys_days(2026y / 11 / 30)));
  BOOST_TEST((next_business_day(2026y / 4 / 3, kMetropole) == sys_days(2026y / 4 / 7)));
  BOOST_TEST((next_business_day(2026y / 4 / 2, kAlsace) == sys_days(2026y / 4 / 7)));
  BOOST_TEST((next_business_day(2026y / 12 / 24, kMetropole) == sys_days(2026y / 12 / 28)));
  BOOST_TEST((next_business_day(2026y / 12 / 31, kMetropole) == sys_days(2027y / 1 / 4)));
  BOOST_TEST((business_day_from(2026y / 5 / 14, kMetropole) == sys_days(2026y / 5 / 15)));
  BOOST_TEST((business_day_from(2026y / 5 / 15, kMetropole) == sys_days(2026y / 5 / 15)));
}

BOOST_AUTO_TEST_CASE(business_days_are_added_over_the_holidays) {
  BOOST_TEST((add_business_days(2026y / 5 / 12, 3, kMetropole) == sys_days(2026y / 5 / 18)));
  BOOST_TEST((add_business_days(2026y / 5 / 16, 0, kMetropole) == sys_days(2026y / 5 / 18)));
  BOOST_TEST((add_business_days(2026y / 1 / 1, 252, kMetropole) == sys_days(2027y / 1 / 4)));
}

BOOST_AUTO_TEST_SUITE_END()
