#include "parts/event_text.h"

#include "message_ids.h"
#include "page/events.h"

namespace portillon {
namespace {

std::optional<MessageId> text_of(Event event) {
  switch (event) {
    case Event::sign_in_success:
      return msg::account_event_sign_in_success;
    case Event::sign_in_failure:
      return msg::account_event_sign_in_failure;
    case Event::sign_in_throttled:
      return msg::account_event_sign_in_throttled;
    case Event::temporary_password_used:
      return msg::account_event_temporary_password_used;
    case Event::temporary_password_failed:
      return msg::account_event_temporary_password_failed;
    case Event::journey_started:
      return msg::account_event_journey_started;
    case Event::journey_abandoned:
      return msg::account_event_journey_abandoned;
    case Event::proof_right:
    case Event::proof_wrong:
      return msg::account_event_proof;
    case Event::code_requested:
      return msg::account_event_code_requested;
    case Event::code_right:
      return msg::account_event_code_right;
    case Event::code_wrong:
    case Event::code_exhausted:
    case Event::contact_code_wrong:
      return msg::account_event_code_wrong;
    case Event::letter_requested:
      return msg::account_event_letter_requested;
    case Event::password_changed:
      return msg::account_event_password_changed;
    case Event::contact_change_requested:
      return msg::account_event_contact_change_requested;
    case Event::contact_changed:
      return msg::account_event_contact_changed;
    case Event::contacts_confirmed:
      return msg::account_event_contacts_confirmed;
    case Event::session_ended:
      return msg::account_event_session_ended;
    case Event::other_sessions_ended:
      return msg::account_event_other_sessions_ended;
    case Event::member_warned:
      return msg::account_event_member_warned;
    case Event::not_me_reported:
      return msg::account_event_not_me_reported;
    case Event::frozen:
      return msg::account_event_frozen;
    case Event::unfrozen_by_letter:
      return msg::account_event_unfrozen_by_letter;
    case Event::frozen_by_operator:
      return msg::account_event_frozen_by_operator;
    case Event::letter_by_operator:
      return msg::account_event_letter_by_operator;
    case Event::member_exported:
      return msg::account_event_member_exported;
    case Event::sessions_ended_by_operator:
      return msg::account_event_sessions_ended_by_operator;
    case Event::request_by_operator:
      return msg::account_event_request_by_operator;
    case Event::contact_changed_by_operator:
      return msg::account_event_contact_changed_by_operator;
    case Event::unfrozen_by_operator:
      return msg::account_event_unfrozen_by_operator;
    case Event::letter_undelivered:
      return msg::account_event_letter_undelivered;
    case Event::outbox_by_operator:
    case Event::restored_by_operator:
    case Event::node_by_operator:
    case Event::journey_start_limited:
    case Event::proof_refused:
    case Event::code_request_limited:
    case Event::letter_limited:
    case Event::code_entry_closed:
    case Event::code_entry_refused:
    case Event::password_change_failed:
    case Event::password_rehashed:
    case Event::page_out_of_order:
    case Event::not_me_limited:
    case Event::page_without_session:
    case Event::receipt:
    case Event::audit_anchored:
    case Event::audit_shown:
    case Event::subject_resolved:
    case Event::feed_imported:
    case Event::member_removed:
    case Event::member_shown:
    case Event::member_forgotten:
    case Event::request_withdrawn:
    case Event::keys_by_operator:
    case Event::grants_by_operator:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<MessageId> event_text(std::string_view event) {
  const auto known = event_from(event);
  return known ? text_of(*known) : std::nullopt;
}

}  // namespace portillon
