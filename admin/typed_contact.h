#pragma once
// A telephone number or an e-mail address that an operator types unseen: what stands on a command
// line is seen by every user of the machine, and kept by the shell.

#include <string>
#include <string_view>

#include "page/types.h"

namespace portillon {

struct TypedContact {
  ContactType type = ContactType::email;
  std::string canonical;  // as stored: the address, or the number in E.164
  std::string masked;
};

// Throws StartError: why it is none.
TypedContact parse_typed_contact(ContactType type, std::string_view typed);
// From the terminal or standard input.
TypedContact typed_contact(ContactType type);

}  // namespace portillon
