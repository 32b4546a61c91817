#include "parts/contacts_on_file.h"

namespace portillon {

const Contact* find_contact(const std::vector<Contact>& contacts, ContactType type,
                            ContactState state) {
  for (const Contact& contact : contacts) {
    if (contact.type == type && contact.state == state) return &contact;
  }
  return nullptr;
}

}  // namespace portillon
