#include "parts/contact_fields.h"

#include "domain/code.h"
#include "domain/email.h"
#include "domain/phone.h"
#include "message_ids.h"
#include "page/derivations.h"

namespace portillon {
namespace {

Text text_of(EmailError error) {
  switch (error) {
    case EmailError::empty:
    case EmailError::missing_at:
      return msg::contacts_email_missing_at;
    case EmailError::bad_local:
      return msg::contacts_email_bad_local;
    case EmailError::bad_domain:
      return msg::contacts_email_bad_domain;
    case EmailError::bad_character:
      return msg::contacts_email_bad_character;
    case EmailError::too_long:
      return msg::contacts_email_too_long;
  }
  return msg::contacts_email_missing_at;
}

Text text_of(PhoneError error) {
  switch (error) {
    case PhoneError::empty:
    case PhoneError::not_a_number:
      return msg::contacts_phone_not_a_number;
    case PhoneError::foreign:
      return msg::contacts_phone_foreign;
    case PhoneError::not_mobile:
      return msg::contacts_phone_not_mobile;
    case PhoneError::not_fixed:
      return msg::contacts_phone_not_fixed;
  }
  return msg::contacts_phone_not_a_number;
}

Outcome<NewContact, Text> parse_phone(ContactType type, std::string_view typed, PhoneUse use) {
  const auto phone = Phone::parse(typed, use);
  if (!phone) return text_of(phone.problem());
  return NewContact{type, phone->e164(), phone->masked(), {}};
}

Outcome<NewContact, Text> parse_contact(ContactType type, std::string_view typed) {
  switch (type) {
    case ContactType::email: {
      const auto email = Email::parse(typed);
      if (!email) return text_of(email.problem());
      return NewContact{type, email->address(), email->masked(), {}};
    }
    case ContactType::mobile:
      return parse_phone(type, typed, PhoneUse::mobile);
    case ContactType::landline:
      return parse_phone(type, typed, PhoneUse::landline);
    case ContactType::fax:
      return parse_phone(type, typed, PhoneUse::fax);
  }
  return Text(msg::contacts_phone_not_a_number);
}

bool leads_to(const Contact* contact, const std::string& canonical, const Keys& keys) {
  return contact != nullptr &&
         equal(contact->destination, destination_hash(keys, canonical, contact->destination));
}

Text text_of(CodeError error, unsigned digits) {
  switch (error) {
    case CodeError::empty:
    case CodeError::wrong_length:
    case CodeError::not_digits:
      break;
  }
  return {msg::contacts_code_slip, {{"digits", std::to_string(digits)}}};
}

Text wrong_code(const Contact& contact, const Limits& limits) {
  const unsigned left = limits.code_tries - contact.code_wrong - 1;
  if (left == 0) return msg::contacts_code_exhausted;
  return {msg::contacts_code_wrong, {{"count", std::to_string(left)}}};
}

}  // namespace

TypedContacts typed_contacts(const Fields& form, const std::vector<Contact>& on_file,
                             const Keys& keys) {
  TypedContacts result;
  for (const ContactType type : kContactTypes) {
    const std::string_view typed = form[name_of(type)];
    if (typed.empty()) continue;
    auto parsed = parse_contact(type, typed);
    if (!parsed) {
      result.errors.push_back({std::string(name_of(type)), parsed.problem()});
      continue;
    }
    NewContact contact = *std::move(parsed);
    contact.destination = destination_hash(keys, contact.canonical);
    if (leads_to(find_contact(on_file, type, ContactState::current), contact.canonical, keys)) {
      result.known = true;
    } else if (leads_to(find_contact(on_file, type, ContactState::pending), contact.canonical,
                        keys)) {
      result.waiting = true;
    } else {
      result.added.push_back(std::move(contact));
    }
  }
  return result;
}

TypedCodes typed_codes(const Fields& form, const std::vector<Contact>& on_file, MemberId member,
                       const World& world) {
  TypedCodes result;
  const Limits& limits = world.settings.limits;
  for (const ContactType type : {ContactType::email, ContactType::mobile}) {
    const std::string field = "code_" + std::string(name_of(type));
    const std::string_view typed = form[field];
    const Contact* pending = find_contact(on_file, type, ContactState::pending);
    if (typed.empty() || pending == nullptr) continue;

    const auto code = Code::parse(typed, limits.code_digits);
    if (!code_is_alive(*pending, limits, world.now)) {
      result.errors.push_back({field, msg::contacts_code_dead});
    } else if (!code) {
      result.errors.push_back({field, text_of(code.problem(), limits.code_digits)});
    } else if (pending->code_hash &&
               equal(*pending->code_hash,
                     contact_code_hash(world.keys, member, pending->message,
                                       code->digits().reveal(), pending->code_hash))) {
      result.right.push_back(*pending);
    } else {
      result.errors.push_back({field, wrong_code(*pending, limits)});
      result.wrong.push_back(*pending);
    }
  }
  return result;
}

bool code_is_alive(const Contact& pending, const Limits& limits, Time now) {
  return now < pending.code_expires_at && pending.code_wrong < limits.code_tries;
}

}  // namespace portillon
