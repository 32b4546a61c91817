#include "shell/counted_events.h"

namespace portillon {
namespace {

constexpr std::string_view kChannels = "sms email letter";
constexpr std::string_view kFacts = "vitale benefit contribution payroll";
constexpr std::string_view kStages = "prove channel code sent new_password";

// Details that name an agency desk or a provider stay in the audit trail and the journal: here such
// an event is one number.
constexpr CountedEvent kCounted[] = {
    // The journey
    {"journey_started", "identify", "-"},
    {"journey_start_limited", "identify", "-"},
    {"journey_abandoned", "leave", kStages},
    {"proof_right", "prove", kFacts},
    {"proof_wrong", "prove", kFacts},
    {"proof_refused", "prove", "-"},
    {"code_requested", "channel code", kChannels},
    {"code_request_limited", "channel code", "- caisse sms down"},
    {"code_right", "code", kChannels},
    {"code_wrong", "code", kChannels},
    {"code_exhausted", "code", kChannels},
    {"code_entry_closed", "code", "-"},
    {"code_entry_refused", "code", "caisse network"},
    {"letter_requested", "prove channel code", "letter"},
    {"letter_limited", "prove channel", "-"},
    {"member_warned", "prove code", "-"},
    // Passwords
    {"sign_in_success", "sign_in", "password password_after_failures"},
    {"sign_in_failure", "sign_in contacts change_password", "password contacts change_password"},
    {"sign_in_throttled", "sign_in contacts change_password", "password contacts change_password"},
    {"temporary_password_used", "sign_in", kChannels},
    {"temporary_password_failed", "sign_in", "password"},
    {"password_changed", "new_password change_password", "-"},
    {"password_change_failed", "new_password change_password", "-"},
    {"password_rehashed", "sign_in", "-"},
    // Contacts and sessions
    {"contact_change_requested", "contacts", "email mobile"},
    {"contact_changed", "contacts", "email mobile landline fax"},
    {"contact_code_wrong", "contacts", "email mobile"},
    {"contacts_confirmed", "contacts", "-"},
    {"session_ended", "leave account", "-"},
    {"other_sessions_ended", "account", "-"},
    {"page_out_of_order", "prove channel code sent new_password account session",
     "prove channel code sent new_password account contacts"},
    {"page_without_session",
     "prove channel code sent new_password contacts account change_password session", "-"},
    // « Ce n'est pas moi »
    {"not_me_reported", "not_me", "-"},
    {"not_me_limited", "not_me", "-"},
    {"frozen", "not_me", "-"},
    {"unfrozen_by_letter", "new_password", "-"},
    // Providers
    {"receipt", "receipt", "delivered failed other"},
    // The shell's own
    {"request_refused", "", "-"},
    {"form_stale", "", "-"},
    {"session_unknown", "", "-"},
    {"storage_failed", "", "-"},
    {"busy", "", "-"},
    {"shed", "", "-"},
    {"contended", "", "-"},
    {"request_failed", "", "-"},
};

}  // namespace

std::span<const CountedEvent> counted_events() { return kCounted; }

bool is_among(std::string_view word, std::string_view list) {
  bool found = false;
  each_word(list, [&](std::string_view other) { found = found || other == word; });
  return found;
}

}  // namespace portillon
