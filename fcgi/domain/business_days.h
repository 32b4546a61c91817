// Days on which a French caisse works and its printing house takes letters: Monday to Friday but
// public holidays. Source: code du travail, L3133-1 (the eleven), L3134-13 (Moselle, Bas-Rhin,
// Haut-Rhin: Good Friday and 26 December too). Easter: Meeus, Astronomical Algorithms, chapter 8
// (Gregorian calendar, any year).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace portillon {

enum class HolidayRegion { metropole, alsace_moselle };

std::optional<HolidayRegion> holiday_region_from(std::string_view name);  // "alsace-moselle"

std::chrono::sys_days easter_sunday(std::chrono::year);

bool is_public_holiday(std::chrono::sys_days, HolidayRegion);
bool is_business_day(std::chrono::sys_days, HolidayRegion);

// The day itself if it is one.
std::chrono::sys_days business_day_from(std::chrono::sys_days, HolidayRegion);
// The first one after it.
std::chrono::sys_days next_business_day(std::chrono::sys_days, HolidayRegion);
// `n` business days later; 0: business_day_from().
std::chrono::sys_days add_business_days(std::chrono::sys_days, unsigned n, HolidayRegion);

}  // namespace portillon
