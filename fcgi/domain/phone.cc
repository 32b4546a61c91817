#include "domain/phone.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "domain/text.h"

namespace portillon {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using Type = PhoneNumberUtil::PhoneNumberType;

// Where "0x xx xx xx xx" is dialled: the first whose plan knows the number.
constexpr std::array kTenDigitRegions = {"FR", "RE", "YT", "GP", "MQ", "GF"};
constexpr std::array kFrenchRegions = {"FR", "RE", "YT", "GP", "MQ", "GF", "BL",
                                       "MF", "PM", "NC", "PF", "WF", "TF"};

// libphonenumber reads "0800 FLEURS" and extensions; nobody means those here.
bool only_phone_characters(std::string_view typed) {
  bool fine = true;
  const bool utf8 = text::each_code_point(typed, [&](char32_t point) {
    const bool mark = std::u32string_view(U"+()/.-").find(point) != std::u32string_view::npos;
    const bool dash = (point >= 0x2010 && point <= 0x2015) || point == 0x2212;
    fine = fine && ((point >= U'0' && point <= U'9') || mark || dash || text::is_space(point));
  });
  return utf8 && fine;
}

std::optional<PhoneNumber> valid_number(const std::string& typed) {
  const auto& plan = *PhoneNumberUtil::GetInstance();
  for (const char* region : kTenDigitRegions) {
    PhoneNumber number;
    if (plan.Parse(typed, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) continue;
    if (plan.IsValidNumber(number)) return number;
  }
  return std::nullopt;
}

// The regulator opens blocks of 06 and 07 faster than a stable distribution updates its plan, and
// keeps 06 39 98 for made-up members: the first digit alone says that such a number is a mobile.
std::optional<PhoneNumber> unlisted_mobile(const std::string& typed) {
  PhoneNumber number;
  const auto& plan = *PhoneNumberUtil::GetInstance();
  if (plan.Parse(typed, "FR", &number) != PhoneNumberUtil::NO_PARSING_ERROR) return std::nullopt;
  const auto national = number.national_number();
  const bool mobile = national >= 600000000 && national <= 799999999;
  if (number.country_code() != 33 || !mobile) return std::nullopt;
  // "+33 692 12 34 56": shown as it is dialled, it is Réunion's 0692 12 34 56.
  return valid_number("0" + std::to_string(national)).value_or(number);
}

bool is_french(const PhoneNumber& number) {
  std::string region;
  PhoneNumberUtil::GetInstance()->GetRegionCodeForNumber(number, &region);
  return std::find(kFrenchRegions.begin(), kFrenchRegions.end(), region) != kFrenchRegions.end();
}

std::optional<PhoneError> use_error(Type type, PhoneUse use) {
  const bool either = type == Type::FIXED_LINE_OR_MOBILE;
  switch (use) {
    case PhoneUse::mobile:
      if (either || type == Type::MOBILE) return std::nullopt;
      return PhoneError::not_mobile;
    case PhoneUse::landline:
    case PhoneUse::fax:
      // 09 numbers, VOIP to the library, are ordinary boxes at home.
      if (either || type == Type::FIXED_LINE || type == Type::VOIP) return std::nullopt;
      return PhoneError::not_fixed;
  }
  return PhoneError::not_a_number;
}

std::string formatted(const PhoneNumber& number, PhoneNumberUtil::PhoneNumberFormat format) {
  std::string text;
  PhoneNumberUtil::GetInstance()->Format(number, format, &text);
  return text;
}

}  // namespace

Outcome<Phone, PhoneError> Phone::parse(std::string_view typed, PhoneUse use) {
  const std::string squeezed = text::squeeze(typed);
  if (squeezed.empty()) return PhoneError::empty;
  if (squeezed.size() > 64 || !only_phone_characters(squeezed)) return PhoneError::not_a_number;
  auto number = valid_number(squeezed);
  const bool listed = number.has_value();
  if (!listed) number = unlisted_mobile(squeezed);
  if (!number || number->has_extension()) return PhoneError::not_a_number;
  if (!is_french(*number)) return PhoneError::foreign;
  const auto type = listed ? PhoneNumberUtil::GetInstance()->GetNumberType(*number) : Type::MOBILE;
  if (const auto error = use_error(type, use)) return *error;
  return Phone(formatted(*number, PhoneNumberUtil::E164),
               formatted(*number, PhoneNumberUtil::NATIONAL));
}

std::string Phone::masked() const {
  const auto digits =
      static_cast<std::size_t>(std::count_if(national_.begin(), national_.end(), text::is_digit));
  const std::size_t shown_first = digits >= 10 ? 2 : 0;
  std::string masked;
  std::size_t seen = 0;
  for (const char c : national_) {
    if (!text::is_digit(c)) {
      masked += c;
      continue;
    }
    const bool shown = seen < shown_first || seen + 2 >= digits;
    ++seen;
    if (shown) {
      masked += c;
    } else {
      masked += "•";
    }
  }
  return masked;
}

}  // namespace portillon
