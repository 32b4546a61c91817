#include "parts/contacts_view.h"

#include <string>

#include "message_ids.h"
#include "parts/contact_fields.h"
#include "parts/kept.h"
#include "parts/message_state.h"
#include "parts/opened.h"
#include "parts/template_name.h"
#include "templates/contacts.html.varnames.h"

namespace portillon {
namespace {

std::string_view section_of(ContactType type) {
  switch (type) {
    case ContactType::email:
      return name(kc_EMAIL);
    case ContactType::mobile:
      return name(kc_MOBILE);
    case ContactType::landline:
      return name(kc_LANDLINE);
    case ContactType::fax:
      return name(kc_FAX);
  }
  return {};
}

Text text_of(const MessageStatus& status, MessageStep step, ContactType type, const World& world) {
  const bool email = type == ContactType::email;
  switch (step) {
    case MessageStep::asked:
      break;
    case MessageStep::handed_over:
      return {email ? msg::contacts_message_left_email : msg::contacts_message_left_mobile,
              {{"time", clock_of(status.handed_over_at.value_or(status.queued_at))}}};
    case MessageStep::received:
      return email ? msg::contacts_message_received_email : msg::contacts_message_received_mobile;
    case MessageStep::undeliverable:
      return email ? msg::contacts_message_failed_email : msg::contacts_message_failed_mobile;
    case MessageStep::too_late:
      return msg::contacts_message_too_late;
  }
  return takes_long(status, step, world.now) ? msg::contacts_message_takes_long
                                             : msg::contacts_message_leaving;
}

void show_pending(Part& part, const Contact& pending, MemberId member, const World& world) {
  const Limits& limits = world.settings.limits;
  Part& waiting = part.add(name(kc_PENDING));
  waiting.set(name(kc_PENDING_MASK), mask_of(pending, member, world.keys));
  MessageStatus none;  // kept for a shorter time than the contact waits
  none.queued_at = world.now;
  const MessageStatus status = world.records.message(pending.message).value_or(none);
  // Whoever looks is signed in: the truth.
  const MessageStep step = step_of(status, Onlooker::member, limits.code_validity, world.now);
  waiting.set(name(kc_STATE), text_of(status, step, pending.type, world));
  if (auto reference = reference_of(status, step); !reference.empty()) {
    waiting.add(name(kc_KNOWN_REFERENCE)).set(name(kc_REFERENCE), std::move(reference));
  }
  if (code_is_alive(pending, limits, world.now)) {
    waiting.add(name(kc_LIVE))
        .set(name(kc_UNTIL), clock_of(pending.code_expires_at))
        .set(name(kc_DIGITS), std::to_string(limits.code_digits));
  } else {
    waiting.show(name(kc_DEAD));
  }
}

}  // namespace

bool password_is_fresh(const FullSession& full, const Limits& limits, Time now) {
  return now < full.authenticated_at + limits.fresh_password;
}

View contacts_view(const FullSession& full, const std::vector<Contact>& on_file,
                   const Fields& typed, std::string_view opened, const World& world) {
  View view("contacts");
  view.sign_out();
  view.body().set(name(kc_OWNER), owner_of(full.subject));
  if (full.password_changed || !full.contacts_confirmed) {
    view.step(2, 2);
  } else {
    view.body().show(name(kc_BACK_TO_ACCOUNT));
  }
  bool changing = false;
  for (const ContactType type : kContactTypes) {
    Part& part = view.body().add(section_of(type));
    const Contact* current = find_contact(on_file, type, ContactState::current);
    if (current != nullptr) {
      part.add(name(kc_ON_FILE)).set(name(kc_MASK), mask_of(*current, full.member, world.keys));
    } else {
      part.show(name(kc_NONE));
    }
    const std::string_view value = typed[name_of(type)];
    if (opened == name_of(type) || !value.empty()) {
      changing = true;
      Part& field = part.add(name(kc_FIELD)).set(name(kc_TYPED), std::string(value));
      if (value.empty()) field.show(name(kc_FOCUS));
    } else {
      part.show(name(current != nullptr ? kc_PENCIL : kc_ADD));
    }
    const Contact* pending = find_contact(on_file, type, ContactState::pending);
    if (pending != nullptr) show_pending(part, *pending, full.member, world);
  }
  if (changing) {
    view.body().show(name(kc_CHANGING));
    if (!password_is_fresh(full, world.settings.limits, world.now)) {
      view.body().show(name(kc_PASSWORD));
    }
  }
  return view;
}

}  // namespace portillon
