// French telephone numbers, overseas included, through libphonenumber (Arcep's numbering plan).
// Only phone.cc knows that library: a program that parses no number neither links nor loads it.
#pragma once

#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace portillon {

// What the number is to be used for; a fax is any number that is not a mobile's.
enum class PhoneUse { mobile, landline, fax };

enum class PhoneError {
  empty,
  not_a_number,  // no number of the French plan, or letters, or an extension
  foreign,       // a valid number of another country
  not_mobile,    // valid, but no text message reaches it
  not_fixed,     // valid, but a mobile's or a special-rate number
};

class Phone {
 public:
  // "06 12 34 56 78", "+33 (0)6.12.34.56.78", "0033612345678", "0692 12 34 56" (Réunion),
  // "+687 75 12 34". Numbers of New Caledonia, Polynesia, Wallis and Futuna and Saint-Pierre need
  // their +6xx or +508, since without it they cannot be told from part of a number.
  static Outcome<Phone, PhoneError> parse(std::string_view typed, PhoneUse use);

  // "+33612345678": what is stored and handed to a gateway.
  const std::string& e164() const { return e164_; }
  // "06 12 34 56 78".
  const std::string& national() const { return national_; }
  // "06 •• •• •• 78"; of a number of less than 10 digits only the last two are shown.
  std::string masked() const;

  friend bool operator==(const Phone& a, const Phone& b) { return a.e164_ == b.e164_; }

 private:
  friend class PhoneBlocks;
  Phone(std::string e164, std::string national)
      : e164_(std::move(e164)), national_(std::move(national)) {}
  std::string e164_;
  std::string national_;
};

}  // namespace portillon
