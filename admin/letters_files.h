#pragma once
// What the printing house and the post room write: docs/letters.md.

#include <chrono>
#include <istream>
#include <optional>
#include <string>
#include <vector>

#include "admin/feed.h"
#include "admin/letters.h"

namespace portillon {

struct LetterAnswer {
  std::size_t line = 0;  // of the file, from 1
  std::optional<Reference> reference;
  LetterEnd end = LetterEnd::posted;
  RowProblems problems;  // not empty: the line is not in order, and to be left out
};

// A CSV file `reference;status;date` (admin/csv.h): status is posted or failed, date 2026-11-30,
// not before the batch's day and not after `today`. Throws StartError for what is no such file.
std::vector<LetterAnswer> read_acknowledgement(std::istream& in, const std::string& file,
                                               std::chrono::sys_days from,
                                               std::chrono::sys_days today);

// A reference a line, as a reader of the square writes it; empty lines and those that begin with
// '#' are skipped. All are LetterEnd::returned.
std::vector<LetterAnswer> read_returned(std::istream& in);

}  // namespace portillon
