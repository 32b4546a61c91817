#include "admin/letters_files.h"

#include <array>
#include <charconv>

#include "admin/csv.h"
#include "domain/text.h"

namespace portillon {
namespace {

using std::chrono::sys_days;

constexpr std::array<std::string_view, 3> kColumns = {"reference", "status", "date"};
constexpr std::size_t kLongestReference = 40;

std::optional<LetterEnd> end_from(std::string_view status) {
  if (status == "posted") return LetterEnd::posted;
  if (status == "failed") return LetterEnd::not_printed;
  return std::nullopt;
}

// « 2026-11-30 » and nothing else.
std::optional<sys_days> day_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t length) {
    unsigned value = 0;
    const std::string_view digits = text.substr(at, length);
    if (text::all_digits(digits)) {
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
    }
    return value;
  };
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(number(0, 4))),
                                         std::chrono::month(number(5, 2)),
                                         std::chrono::day(number(8, 2)));
  return date.ok() ? std::optional<sys_days>(date) : std::nullopt;
}

void read_fields(const std::vector<std::string>& fields, sys_days from, sys_days today,
                 LetterAnswer& answer) {
  answer.reference = Reference::parse(fields[0]);
  if (!answer.reference) answer.problems.push_back({"reference", "is no reference"});
  if (const auto end = end_from(fields[1])) {
    answer.end = *end;
  } else {
    answer.problems.push_back({"status", "is neither posted nor failed"});
  }
  const auto day = day_from(fields[2]);
  if (!day) {
    answer.problems.push_back({"date", "is no date such as 2026-11-30"});
  } else if (*day < from || *day > today) {
    answer.problems.push_back({"date", "is before the batch, or still to come"});
  }
}

}  // namespace

std::vector<LetterAnswer> read_acknowledgement(std::istream& in, const std::string& file,
                                               sys_days from, sys_days today) {
  std::vector<LetterAnswer> answers;
  CsvReader reader(in, file, {kColumns}, Encoding::utf8);
  while (const auto row = reader.next()) {
    LetterAnswer& answer = answers.emplace_back();
    answer.line = row->line;
    if (row->error) {
      answer.problems.push_back({"", std::string(text_of(*row->error))});
    } else {
      read_fields(row->fields, from, today, answer);
    }
  }
  return answers;
}

std::vector<LetterAnswer> read_returned(std::istream& in) {
  std::vector<LetterAnswer> answers;
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    const std::string_view typed = text::trim(line);
    if (typed.empty() || typed.starts_with('#')) continue;
    LetterAnswer& answer = answers.emplace_back();
    answer.line = number;
    answer.end = LetterEnd::returned;
    if (typed.size() <= kLongestReference) answer.reference = Reference::parse(typed);
    if (!answer.reference) answer.problems.push_back({"reference", "is no reference"});
  }
  return answers;
}

}  // namespace portillon
