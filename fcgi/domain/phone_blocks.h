// Telephone numbers by the million. The plan gives numbers out in blocks of ten thousand (Arcep:
// ZABPQ MCDU), and all of a block are of one kind, so that libphonenumber is asked once for each
// block.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "domain/outcome.h"
#include "domain/phone.h"

namespace portillon {

// Of one thread. Keeps some megabytes at most.
class PhoneBlocks {
 public:
  // What Phone::parse() gives back.
  Outcome<Phone, PhoneError> parse(std::string_view typed, PhoneUse use);

 private:
  // Of the first number that came of it; the digits behind the block are the number's own.
  using Known = std::unordered_map<std::string, Outcome<Phone, PhoneError>>;
  std::array<Known, 3> known_;  // by PhoneUse
};

}  // namespace portillon
