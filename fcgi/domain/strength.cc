#include "domain/strength.h"

#include <utf8proc.h>

#include <cstring>
#include <string>

#include "crypto/secret.h"
#include "domain/guesses.h"
#include "domain/text.h"

namespace portillon {
namespace {

constexpr LogGuesses kMoyen = 8 * kPerCharacter;
constexpr LogGuesses kFort = 12 * kPerCharacter;
constexpr std::size_t kTimesOneCounts = 2;

// A password's code points, wiped when done with.
class Points {
 public:
  void add(char32_t point) {
    bytes_.resize(bytes_.size() + sizeof point);
    std::memcpy(&bytes_[bytes_.size() - sizeof point], &point, sizeof point);
  }
  std::size_t size() const { return bytes_.size() / sizeof(char32_t); }
  char32_t operator[](std::size_t at) const {
    char32_t point;
    std::memcpy(&point, &bytes_[at * sizeof point], sizeof point);
    return point;
  }
  explicit Points(std::size_t capacity) { bytes_.reserve(capacity * sizeof(char32_t)); }
  Points(const Points&) = delete;
  Points& operator=(const Points&) = delete;
  ~Points() { wipe(bytes_); }

 private:
  std::string bytes_;
};

Secret normalized(std::string_view password) {
  auto nfc = text::nfc(password);
  return nfc ? Secret::from(std::move(*nfc)) : Secret();
}

void count_class(PasswordShape& shape, char32_t point) {
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(point))) {
    case UTF8PROC_CATEGORY_ND:
      ++shape.digits;
      break;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
      ++shape.uppers;
      break;
    case UTF8PROC_CATEGORY_LL:
      ++shape.lowers;
      break;
    default:
      ++shape.specials;
  }
}

bool neighbours(char32_t a, char32_t b) { return a > b ? a - b <= 1 : b - a <= 1; }

}  // namespace

PasswordShape shape_of(std::string_view password) {
  PasswordShape shape;
  const auto nfc = normalized(password);
  text::each_code_point(nfc.reveal(), [&](char32_t point) {
    ++shape.length;
    count_class(shape, point);
  });
  return shape;
}

bool rule_holds(const PasswordShape& shape) {
  return shape.length >= kPasswordMin && shape.length <= kPasswordMax && shape.digits > 0 &&
         shape.uppers > 0 && shape.lowers > 0 && shape.specials > 0;
}

std::size_t effective_length(std::string_view password) {
  const auto nfc = normalized(password);
  Points counted(nfc.size());
  bool first = true;
  char32_t previous = 0;
  text::each_code_point(nfc.reveal(), [&](char32_t point) {
    const bool run = !first && neighbours(point, previous);
    first = false;
    previous = point;
    if (run) return;
    std::size_t times = 0;
    for (std::size_t i = 0; i < counted.size(); ++i) times += counted[i] == point ? 1 : 0;
    if (times < kTimesOneCounts) counted.add(point);
  });
  return counted.size();
}

Strength strength_of(std::string_view password) {
  if (!rule_holds(shape_of(password))) return Strength::faible;
  const auto guesses = guesses_of(password);
  if (guesses < kMoyen) return Strength::faible;
  return guesses < kFort ? Strength::moyen : Strength::fort;
}

}  // namespace portillon
