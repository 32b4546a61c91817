#pragma once
// The form of coordonnees: what was typed into it, parsed against what is on file. Nothing is
// decided here.

#include <optional>
#include <string>
#include <vector>

#include "page/request.h"
#include "page/step.h"
#include "page/world.h"
#include "parts/contacts_on_file.h"

namespace portillon {

struct NewContact {
  ContactType type = ContactType::email;
  std::string canonical;  // as stored: the address, or the number in E.164
  std::string masked;
  Digest destination{};
};

struct TypedContacts {
  std::vector<NewContact> added;  // neither current nor pending yet
  bool known = false;             // something typed is what we have
  bool waiting = false;           // something typed waits for its code
  std::vector<FieldError> errors;
};
// An empty field keeps what is on file.
TypedContacts typed_contacts(const Fields& form, const std::vector<Contact>& on_file, const Keys&);

struct TypedCodes {
  std::vector<Contact> right;
  std::vector<Contact> wrong;
  std::vector<FieldError> errors;  // slips and dead codes, which use up no attempt, and wrong ones
};
TypedCodes typed_codes(const Fields& form, const std::vector<Contact>& on_file, MemberId,
                       const World&);

// Whether typing the code can still do anything.
bool code_is_alive(const Contact& pending, const Limits&, Time now);

}  // namespace portillon
