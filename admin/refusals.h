#pragma once
// The rows that an import did not take: all of them in the report, the first ones on stderr.

#include <cstddef>
#include <fstream>
#include <ostream>
#include <string>
#include <string_view>

#include "admin/feed.h"

namespace portillon {

inline constexpr std::size_t kRefusalsShown = 20;

class Refusals {
 public:
  // `report`: path of a CSV file `file;line;field;reason`, or empty for none; made readable for its
  // owner alone. Throws StartError if it cannot be written.
  Refusals(const std::string& report, std::ostream& screen);

  // One row; `file` without its folder.
  void add(std::string_view file, std::size_t line, const RowProblems& problems);
  // Rows, not fields.
  std::size_t count() const { return count_; }
  // Says how many were not shown, and makes sure that the report is on disk. Throws StartError.
  void close();

 private:
  std::string path_;
  std::ofstream report_;
  std::ostream& screen_;
  std::size_t count_ = 0;
};

}  // namespace portillon
