#include "domain/business_days.h"

#include <algorithm>

namespace portillon {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::month_day;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr month_day kFixed[] = {month(1) / 1,  month(5) / 1,  month(5) / 8,   month(7) / 14,
                                month(8) / 15, month(11) / 1, month(11) / 11, month(12) / 25};
constexpr month_day kSecondOfChristmas = month(12) / 26;

constexpr days kGoodFriday{-2};
constexpr days kEasterMonday{1};
constexpr days kAscension{39};
constexpr days kWhitMonday{50};

}  // namespace

std::optional<HolidayRegion> holiday_region_from(std::string_view name) {
  if (name == "metropole") return HolidayRegion::metropole;
  if (name == "alsace-moselle") return HolidayRegion::alsace_moselle;
  return std::nullopt;
}

sys_days easter_sunday(year of) {
  const int y = static_cast<int>(of);
  const int a = y % 19;
  const int b = y / 100;
  const int c = y % 100;
  const int f = (b + 8) / 25;
  const int g = (b - f + 1) / 3;
  const int h = (19 * a + b - b / 4 - g + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return of / month(static_cast<unsigned>(n / 31)) / day(static_cast<unsigned>(n % 31 + 1));
}

bool is_public_holiday(sys_days date, HolidayRegion region) {
  const year_month_day parts(date);
  const month_day of_year = parts.month() / parts.day();
  if (std::ranges::find(kFixed, of_year) != std::end(kFixed)) return true;
  const days after_easter = date - easter_sunday(parts.year());
  if (after_easter == kEasterMonday || after_easter == kAscension || after_easter == kWhitMonday) {
    return true;
  }
  return region == HolidayRegion::alsace_moselle &&
         (after_easter == kGoodFriday || of_year == kSecondOfChristmas);
}

bool is_business_day(sys_days date, HolidayRegion region) {
  const std::chrono::weekday weekday(date);
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday &&
         !is_public_holiday(date, region);
}

sys_days business_day_from(sys_days date, HolidayRegion region) {
  while (!is_business_day(date, region)) date += days(1);
  return date;
}

sys_days next_business_day(sys_days date, HolidayRegion region) {
  return business_day_from(date + days(1), region);
}

sys_days add_business_days(sys_days date, unsigned n, HolidayRegion region) {
  date = business_day_from(date, region);
  for (; n > 0; --n) date = next_business_day(date, region);
  return date;
}

}  // namespace portillon
