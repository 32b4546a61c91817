#include "domain/signs.h"

#include <utf8proc.h>

#include <span>
#include <utility>

#include "crypto/secret.h"
#include "domain/strength.h"
#include "domain/text.h"

namespace portillon {
namespace {

constexpr char32_t kCase = U'a' - U'A';
constexpr std::size_t kLongestDecomposition = 32;

bool is_capital(char32_t point) { return point >= U'A' && point <= U'Z'; }
bool is_small(char32_t point) { return point >= U'a' && point <= U'z'; }

// "É" gives E; what is built on no Latin letter stays itself.
char32_t base_of(char32_t point) {
  if (point < 0x80) return point;
  utf8proc_int32_t parts[kLongestDecomposition] = {};
  int boundary = 0;
  const auto count = utf8proc_decompose_char(
      static_cast<utf8proc_int32_t>(point), parts, kLongestDecomposition,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE), &boundary);
  const auto base = count > 0 ? static_cast<char32_t>(parts[0]) : point;
  wipe(std::as_writable_bytes(std::span(parts)));
  return is_capital(base) || is_small(base) ? base : point;
}

}  // namespace

Signs::Signs(std::string_view password) {
  signs_.reserve(2 * kPasswordMax);  // never moved, so that no copy is left behind
  auto nfc = text::nfc(password);
  if (!nfc) return;
  const auto composed = Secret::from(std::move(*nfc));
  std::size_t points = 0;
  text::each_code_point(composed.reveal(), [&](char32_t point) {
    if (points++ < kPasswordMax) add(point);
  });
}

Signs::~Signs() { wipe(std::as_writable_bytes(std::span(signs_))); }

void Signs::add(char32_t point) {
  const bool oe = point == U'œ' || point == U'Œ';
  const bool ae = point == U'æ' || point == U'Æ';
  if (oe || ae) {
    signs_.push_back({point, oe ? U'o' : U'a', point == U'Œ' || point == U'Æ', kPerCharacter});
    signs_.push_back({point, U'e', false, 0});
    return;
  }
  const char32_t base = base_of(point);
  const bool upper = is_capital(base);
  signs_.push_back({point, upper ? base + kCase : base, upper, kPerCharacter});
}

}  // namespace portillon
