#pragma once
// What is on file, as account and contacts look at it. Apart from contact_fields.h, so that a page
// that only shows contacts does not load the numbering plans of the world.

#include <array>
#include <vector>

#include "page/records.h"

namespace portillon {

// In the order of the page. name_of(type) is the field's name, "code_" before it that of the field
// for its code.
inline constexpr std::array kContactTypes = {ContactType::email, ContactType::mobile,
                                             ContactType::landline, ContactType::fax};

// nullptr: none of this type in this state. Points into `contacts`.
const Contact* find_contact(const std::vector<Contact>& contacts, ContactType, ContactState);

}  // namespace portillon
