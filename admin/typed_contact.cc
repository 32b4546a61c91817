#include "admin/typed_contact.h"

#include "admin/reasons.h"
#include "admin/unseen_line.h"
#include "domain/email.h"
#include "domain/phone.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

TypedContact phone(ContactType type, std::string_view typed, PhoneUse use) {
  const auto number = Phone::parse(typed, use);
  if (!number) throw StartError("the number " + reason_of(number.problem()));
  return {type, number->e164(), number->masked()};
}

}  // namespace

TypedContact parse_typed_contact(ContactType type, std::string_view typed) {
  switch (type) {
    case ContactType::email: {
      const auto email = Email::parse(typed);
      if (!email) throw StartError("the address " + reason_of(email.problem()));
      return {type, email->address(), email->masked()};
    }
    case ContactType::mobile:
      return phone(type, typed, PhoneUse::mobile);
    case ContactType::landline:
      return phone(type, typed, PhoneUse::landline);
    case ContactType::fax:
      return phone(type, typed, PhoneUse::fax);
  }
  throw StartError("no such type of contact");
}

TypedContact typed_contact(ContactType type) {
  return parse_typed_contact(
      type, read_unseen_line("Nouveau contact (" + std::string(name_of(type)) + ") : "));
}

}  // namespace portillon
