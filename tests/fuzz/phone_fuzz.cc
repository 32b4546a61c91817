// A telephone number as it is typed. The first byte says what for.
#include <algorithm>

#include "domain/phone.h"
#include "domain/phone_blocks.h"
#include "domain/text.h"
#include "fuzz.h"

namespace portillon::fuzz {
namespace {

// Blocks know what libphonenumber said of the first number of ten thousand.
void blocks_say_the_same(PhoneBlocks& blocks, std::string_view typed, PhoneUse use,
                         const Outcome<Phone, PhoneError>& parsed) {
  const auto block = blocks.parse(typed, use);
  must(bool(block) == bool(parsed), "an import takes what a page takes");
  if (parsed) {
    must(block->e164() == parsed->e164() && block->national() == parsed->national(),
         "an import stores what a page stores");
  } else {
    must(block.problem() == parsed.problem(), "an import refuses for the same reason");
  }
}

}  // namespace

void phone(std::string_view input) {
  const auto use = static_cast<PhoneUse>(take_byte(input) % 3);
  const auto parsed = Phone::parse(input, use);
  static PhoneBlocks blocks;
  blocks_say_the_same(blocks, input, use, parsed);
  if (!parsed) return;
  const std::string& number = parsed->e164();
  must(number.size() <= 16 && number.starts_with('+') && only(number.substr(1), kDigits), "E.164");
  const auto again = Phone::parse(number, use);
  must(again && *again == *parsed, "it is read back");
  if (number.starts_with("+33")) {
    const auto national = Phone::parse(parsed->national(), use);
    must(national && *national == *parsed, "as it is shown, it is the same");
  }
  const std::string masked = parsed->masked();
  must(std::count_if(masked.begin(), masked.end(), text::is_digit) <= 4,
       "a mask shows four digits");
}

}  // namespace portillon::fuzz
