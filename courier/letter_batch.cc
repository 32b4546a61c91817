#include "courier/letter_batch.h"

#include <charconv>
#include <cstdio>
#include <ctime>
#include <vector>

#include "domain/reference.h"
#include "domain/text.h"

namespace portillon {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::size_t kHandle = 42;  // page/derivations.h: handle_of
constexpr std::size_t kHandledMessage = 16;
constexpr std::string_view kSealedLetter = ".pdf.p7m";

struct Local {
  sys_days day;
  std::chrono::minutes time;
};

Local local(Time at) {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(at));
  std::tm parts{};
  localtime_r(&seconds, &parts);
  const auto day = std::chrono::year(parts.tm_year + 1900) /
                   std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)) /
                   std::chrono::day(static_cast<unsigned>(parts.tm_mday));
  return {day, std::chrono::minutes(parts.tm_hour * 60 + parts.tm_min)};
}

std::string date_of(sys_days day) {
  const year_month_day parts(day);
  char text[sizeof "-2147483648-255-255"];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(parts.year()),
                static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()));
  return text;
}

std::vector<std::string_view> split(std::string_view text, char sign) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(sign);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  if (!text::all_digits(digits) || digits.size() > 4) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<sys_days> day_from(std::string_view year, std::string_view month,
                                 std::string_view day) {
  const auto y = number(year);
  const auto m = number(month);
  const auto d = number(day);
  if (!y || !m || !d) return std::nullopt;
  const year_month_day date(std::chrono::year(static_cast<int>(*y)), std::chrono::month(*m),
                            std::chrono::day(*d));
  return date.ok() ? std::optional<sys_days>(date) : std::nullopt;
}

bool is_handle(std::string_view text) {
  return text.size() == kHandle && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

bool is_batch_word(std::string_view word) {
  return !word.empty() && word.size() <= kBatchWord &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == word.npos;
}

std::string BatchName::text() const {
  std::string name = caisse + "-" + date_of(day) + "-" + node;
  if (number > 1) name += "-" + std::to_string(number);
  return name;
}

std::optional<BatchName> BatchName::parse(std::string_view text) {
  const auto parts = split(text, '-');
  if (parts.size() != 5 && parts.size() != 6) return std::nullopt;
  const auto day = day_from(parts[1], parts[2], parts[3]);
  const auto which = parts.size() == 6 ? portillon::number(parts[5]) : std::optional(1U);
  if (!is_batch_word(parts[0]) || !day || !is_batch_word(parts[4]) || !which) return std::nullopt;
  BatchName name{std::string(parts[0]), *day, std::string(parts[4]), *which};
  return name.text() == text ? std::optional(name) : std::nullopt;  // one text for one name
}

std::string LetterFile::name() const {
  return reference + "." + std::string(name_of(kind)) + "." + handle + std::string(kSealedLetter);
}

std::optional<LetterFile> LetterFile::parse(std::string_view text) {
  if (!text.ends_with(kSealedLetter)) return std::nullopt;
  text.remove_suffix(kSealedLetter.size());
  const auto parts = split(text, '.');
  if (parts.size() != 3) return std::nullopt;
  const auto reference = Reference::parse(parts[0]);
  const auto kind = message_kind_from(parts[1]);
  if (!reference || reference->text() != parts[0] || !kind || !is_handle(parts[2])) {
    return std::nullopt;
  }
  return LetterFile{reference->text(), *kind, std::string(parts[2])};
}

bool LetterFile::same_message_as(const LetterFile& other) const {
  return handle.substr(0, kHandledMessage) == other.handle.substr(0, kHandledMessage);
}

sys_days LetterCalendar::batch_day(Time at) const {
  const auto [day, time] = local(at);
  return business_day_from(time < closes_ ? day : day + std::chrono::days(1), region_);
}

bool LetterCalendar::is_closed(sys_days day, Time now) const {
  const auto [today, time] = local(now);
  return today > day || (today == day && time >= closes_);
}

bool LetterCalendar::is_older(sys_days day, unsigned n, Time now) const {
  return local(now).day > add_business_days(day, n, region_);
}

sys_days local_day(Time at) { return local(at).day; }

std::string local_date(Time at) { return date_of(local_day(at)); }

}  // namespace portillon
