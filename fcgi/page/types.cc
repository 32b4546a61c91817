#include "page/types.h"

#include <span>
#include <utility>

#include "page/events.h"
#include "page/records.h"
#include "page/step.h"

namespace portillon {
namespace {

// One table a type: the names stand in the database and in forms, so they never change.
template <typename T>
struct Named {
  T value;
  std::string_view name;
};

constexpr Named<Kind> kKinds[] = {{Kind::particulier, "particulier"},
                                  {Kind::exploitant, "exploitant"},
                                  {Kind::entreprise, "entreprise"}};
constexpr Named<Channel> kChannels[] = {
    {Channel::sms, "sms"}, {Channel::email, "email"}, {Channel::letter, "letter"}};
constexpr Named<ContactType> kContactTypes[] = {{ContactType::email, "email"},
                                                {ContactType::mobile, "mobile"},
                                                {ContactType::landline, "landline"},
                                                {ContactType::fax, "fax"}};
constexpr Named<Stage> kStages[] = {{Stage::prove, "prove"},
                                    {Stage::channel, "channel"},
                                    {Stage::code, "code"},
                                    {Stage::sent, "sent"},
                                    {Stage::new_password, "new_password"}};
constexpr Named<FactKind> kFactKinds[] = {{FactKind::vitale, "vitale"},
                                          {FactKind::benefit, "benefit"},
                                          {FactKind::contribution, "contribution"},
                                          {FactKind::payroll, "payroll"}};
constexpr Named<MessageState> kMessageStates[] = {
    {MessageState::queued, "queued"},           {MessageState::sending, "sending"},
    {MessageState::handed_over, "handed_over"}, {MessageState::delivered, "delivered"},
    {MessageState::failed, "failed"},           {MessageState::dropped, "dropped"}};
constexpr Named<MessageKind> kMessageKinds[] = {{MessageKind::code, "code"},
                                                {MessageKind::temporary, "temporary"},
                                                {MessageKind::verification, "verification"},
                                                {MessageKind::password_changed, "password_changed"},
                                                {MessageKind::contact_changed, "contact_changed"},
                                                {MessageKind::first_access, "first_access"},
                                                {MessageKind::recovery_tried, "recovery_tried"},
                                                {MessageKind::frozen, "frozen"},
                                                {MessageKind::canary, "canary"}};
constexpr Named<Event> kEvents[] = {
    {Event::sign_in_success, "sign_in_success"},
    {Event::sign_in_failure, "sign_in_failure"},
    {Event::sign_in_throttled, "sign_in_throttled"},
    {Event::temporary_password_used, "temporary_password_used"},
    {Event::temporary_password_failed, "temporary_password_failed"},
    {Event::journey_started, "journey_started"},
    {Event::journey_start_limited, "journey_start_limited"},
    {Event::journey_abandoned, "journey_abandoned"},
    {Event::proof_right, "proof_right"},
    {Event::proof_wrong, "proof_wrong"},
    {Event::proof_refused, "proof_refused"},
    {Event::code_requested, "code_requested"},
    {Event::code_request_limited, "code_request_limited"},
    {Event::code_right, "code_right"},
    {Event::code_wrong, "code_wrong"},
    {Event::code_exhausted, "code_exhausted"},
    {Event::code_entry_closed, "code_entry_closed"},
    {Event::code_entry_refused, "code_entry_refused"},
    {Event::letter_requested, "letter_requested"},
    {Event::letter_limited, "letter_limited"},
    {Event::password_changed, "password_changed"},
    {Event::password_change_failed, "password_change_failed"},
    {Event::password_rehashed, "password_rehashed"},
    {Event::contact_change_requested, "contact_change_requested"},
    {Event::contact_changed, "contact_changed"},
    {Event::contact_code_wrong, "contact_code_wrong"},
    {Event::contacts_confirmed, "contacts_confirmed"},
    {Event::session_ended, "session_ended"},
    {Event::other_sessions_ended, "other_sessions_ended"},
    {Event::page_out_of_order, "page_out_of_order"},
    {Event::member_warned, "member_warned"},
    {Event::not_me_reported, "not_me_reported"},
    {Event::not_me_limited, "not_me_limited"},
    {Event::frozen, "frozen"},
    {Event::unfrozen_by_letter, "unfrozen_by_letter"},
    {Event::frozen_by_operator, "frozen_by_operator"},
    {Event::letter_by_operator, "letter_by_operator"},
    {Event::outbox_by_operator, "outbox_by_operator"},
    {Event::restored_by_operator, "restored_by_operator"},
    {Event::node_by_operator, "node_by_operator"},
    {Event::letter_undelivered, "letter_undelivered"},
    {Event::page_without_session, "page_without_session"},
    {Event::receipt, "receipt"},
    {Event::audit_anchored, "audit_anchored"},
    {Event::audit_shown, "audit_shown"},
    {Event::subject_resolved, "subject_resolved"},
    {Event::feed_imported, "feed_imported"},
    {Event::member_removed, "member_removed"},
    {Event::member_shown, "member_shown"},
    {Event::member_exported, "member_exported"},
    {Event::member_forgotten, "member_forgotten"},
    {Event::sessions_ended_by_operator, "sessions_ended_by_operator"},
    {Event::request_by_operator, "request_by_operator"},
    {Event::request_withdrawn, "request_withdrawn"},
    {Event::contact_changed_by_operator, "contact_changed_by_operator"},
    {Event::unfrozen_by_operator, "unfrozen_by_operator"},
    {Event::keys_by_operator, "keys_by_operator"},
    {Event::grants_by_operator, "grants_by_operator"},
};

template <typename T, std::size_t N>
std::string_view find_name(const Named<T> (&table)[N], T value) {
  for (const auto& row : table) {
    if (row.value == value) return row.name;
  }
  return {};
}

template <typename T, std::size_t N>
std::optional<T> find_value(const Named<T> (&table)[N], std::string_view name) {
  for (const auto& row : table) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Kind value) { return find_name(kKinds, value); }
std::string_view name_of(Channel value) { return find_name(kChannels, value); }
std::string_view name_of(ContactType value) { return find_name(kContactTypes, value); }
std::string_view name_of(Stage value) { return find_name(kStages, value); }
std::string_view name_of(FactKind value) { return find_name(kFactKinds, value); }
std::string_view name_of(MessageState value) { return find_name(kMessageStates, value); }
std::string_view name_of(MessageKind value) { return find_name(kMessageKinds, value); }
std::string_view name_of(Event value) { return find_name(kEvents, value); }

std::optional<Event> event_from(std::string_view name) { return find_value(kEvents, name); }

bool is_alarm(Event event) { return event == Event::code_entry_closed; }

std::optional<Kind> kind_from(std::string_view name) { return find_value(kKinds, name); }
std::optional<Channel> channel_from(std::string_view name) { return find_value(kChannels, name); }
std::optional<ContactType> contact_type_from(std::string_view name) {
  return find_value(kContactTypes, name);
}
std::optional<Stage> stage_from(std::string_view name) { return find_value(kStages, name); }
std::optional<FactKind> fact_kind_from(std::string_view name) {
  return find_value(kFactKinds, name);
}
std::optional<MessageState> message_state_from(std::string_view name) {
  return find_value(kMessageStates, name);
}
std::optional<MessageKind> message_kind_from(std::string_view name) {
  return find_value(kMessageKinds, name);
}

bool is_notice(MessageKind kind) {
  switch (kind) {
    case MessageKind::code:
    case MessageKind::temporary:
    case MessageKind::verification:
      return false;
    case MessageKind::password_changed:
    case MessageKind::contact_changed:
    case MessageKind::first_access:
    case MessageKind::recovery_tried:
    case MessageKind::frozen:
    case MessageKind::canary:
      return true;
  }
  return true;
}

// A stage is named as the page where it stands.
std::string_view page_of(Stage stage) { return name_of(stage); }

}  // namespace portillon
