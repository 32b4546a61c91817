#pragma once
// What the audit trail can say. Ids are stable: monitoring and law rely on them, they are never
// renamed.

#include <optional>
#include <string>
#include <string_view>

#include "page/types.h"

namespace portillon {

enum class Event : std::uint8_t {
  sign_in_success,
  sign_in_failure,
  sign_in_throttled,
  temporary_password_used,
  temporary_password_failed,
  journey_started,
  journey_start_limited,
  journey_abandoned,
  proof_right,
  proof_wrong,
  proof_refused,
  code_requested,
  code_request_limited,
  code_right,
  code_wrong,
  code_exhausted,
  code_entry_closed,   // the caisse's wrong codes are used up: the alarm, once each time
  code_entry_refused,  // a code that was not looked at; detail: "caisse" or "network"
  letter_requested,
  letter_limited,
  password_changed,
  password_change_failed,
  password_rehashed,
  contact_change_requested,
  contact_changed,
  contact_code_wrong,
  contacts_confirmed,
  session_ended,
  other_sessions_ended,
  page_out_of_order,  // asked for at another stage; a row if a form was sent, else journal
  member_warned,      // of tries at codes or answers
  not_me_reported,    // a reference was typed that freezes nobody
  not_me_limited,
  frozen,                // by the page « Ce n'est pas moi »
  unfrozen_by_letter,    // a new password was chosen with the letter's temporary one
  frozen_by_operator,    // by the command: the operator's name stands for the device
  letter_by_operator,    // detail: why beyond the limit
  outbox_by_operator,    // detail: "retry", "drop", "test" or "acknowledge"
  restored_by_operator,  // the database was put back: sessions, codes, messages of then ended
  node_by_operator,      // by the command; detail: "drain", "stop" or "undrain"
  letter_undelivered,    // by the command; detail: "npai", "print_failed"
  page_without_session,  // a page was asked for that needs a journey or session: journal only
  receipt,               // journal only; detail: provider, and delivered, failed or other
  audit_anchored,        // by the command; detail: digest of audit_heads
  audit_shown,           // by the command, for the operator who stands for the device
  subject_resolved,      // the same; detail: "identifier" or "subject", what was typed
  feed_imported,         // by the command; detail: what it came to
  member_removed,        // by the command; detail: "feed"
  // By the command, with the operator's name.
  member_shown,
  member_exported,              // all that is held, for the member (GDPR, articles 15 and 20)
  member_forgotten,             // by two operators; detail: the one who asked
  sessions_ended_by_operator,   // all of the member
  request_by_operator,          // waits for a second operator; detail: what
  request_withdrawn,            // detail: what
  contact_changed_by_operator,  // by two; detail: its type and the one who asked
  unfrozen_by_operator,         // by two; detail: the one who asked
  keys_by_operator,             // detail: the act, the purpose and the key's id
  grants_by_operator,
};

std::string_view name_of(Event);  // such as "sign_in_success"
std::optional<Event> event_from(std::string_view name);

// Whether somebody on duty should look now: logged as a warning, beside the audit trail.
bool is_alarm(Event);

}  // namespace portillon
