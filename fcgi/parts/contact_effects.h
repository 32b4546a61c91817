#pragma once
// What follows from a contact that may be added or whose code was right.

#include <vector>

#include "page/step.h"
#include "page/world.h"
#include "parts/contact_fields.h"

namespace portillon {

// A mobile or an e-mail address is the member's only after a code; a landline or fax at once.
bool needs_code(ContactType);

// Sealed so that only the courier can open it; with its verification where it needs one.
Effects add_contact(const NewContact&, const FullSession&, const World&);

Effects promote_contact(const Contact& pending, const std::vector<Contact>& on_file,
                        const FullSession&);

void append(Effects&, Effects more);

}  // namespace portillon
