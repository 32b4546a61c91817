// A password taken apart for estimating it: one Sign per letter that a word could be made of.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "domain/guesses.h"

namespace portillon {

struct Sign {
  char32_t point = 0;     // as it stands in the NFC form
  char32_t letter = 0;    // a to z without accent and capital; of everything else the point itself
  bool upper = false;     // was a capital
  LogGuesses weight = 0;  // as a character of its own; 0 for the second letter of œ and æ
};

// Of at most kPasswordMax code points; wiped when done with. Empty when not UTF-8.
class Signs {
 public:
  explicit Signs(std::string_view password);
  Signs(const Signs&) = delete;
  Signs& operator=(const Signs&) = delete;
  ~Signs();

  std::size_t size() const { return signs_.size(); }
  const Sign& operator[](std::size_t at) const { return signs_[at]; }

 private:
  void add(char32_t point);

  std::vector<Sign> signs_;
};

}  // namespace portillon
