#include "parts/contact_effects.h"

#include <string>
#include <utility>

#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"
#include "parts/verification.h"

namespace portillon {

namespace {

// A mobile and an e-mail that were on file before are two that tell the member; a single one may be
// the thief's way in, and the new one is.
constexpr unsigned kBothOnFile = 2;

}  // namespace

bool needs_code(ContactType type) {
  return type == ContactType::email || type == ContactType::mobile;
}

Effects add_contact(const NewContact& contact, const FullSession& full, const World& world) {
  const std::string row = row_of(full.member);
  AddContact added{full.member,
                   contact.type,
                   ContactState::current,
                   seal_to(world.keys.ring("contact_public"), kBoxContact, row, contact.canonical),
                   seal(world.keys.ring("mask"), kSealMask, row, contact.masked),
                   contact.destination,
                   0,
                   {},
                   contact_words(world.keys, full.member, contact.canonical)};
  if (!needs_code(contact.type)) {
    return {std::move(added),
            Notify{MessageKind::contact_changed, full.member, full.subject, std::nullopt, 0},
            Audit{Event::contact_changed, full.subject, std::string(name_of(contact.type))}};
  }
  added.state = ContactState::pending;
  added.message = new_message_key(world.random);
  added.code_expires_at = world.now + world.settings.limits.code_validity;
  const MessageKey key = added.message;
  Effects effects{std::move(added)};
  append(effects, verification_effects({contact.type, contact.destination}, key, full, world));
  return effects;
}

Effects promote_contact(const Contact& contact, const std::vector<Contact>& on_file,
                        const FullSession& full) {
  // Whoever reads the former address learns that it is not the member's any more.
  const Contact* former = find_contact(on_file, contact.type, ContactState::current);
  return {PromoteContact{full.member, contact.id, contact.version},
          Notify{MessageKind::contact_changed, full.member, full.subject,
                 former == nullptr ? std::nullopt : std::optional(former->id), kBothOnFile},
          Audit{Event::contact_changed, full.subject, std::string(name_of(contact.type))}};
}

void append(Effects& effects, Effects more) {
  for (Effect& effect : more) effects.push_back(std::move(effect));
}

}  // namespace portillon
