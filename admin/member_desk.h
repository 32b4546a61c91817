#pragma once
// What an agent on the telephone may see of a member: where the access stands, masked contacts,
// what was sent and what happened last. Never a secret, a contact's value, a name or an identifier.

#include <optional>
#include <string>
#include <vector>

#include "admin/member_access.h"
#include "admin/member_requests.h"

namespace portillon {

struct ShownContact {
  ContactType type = ContactType::email;
  bool pending = false;  // its code was not typed yet
  std::string masked;    // "?" where no key opens it
};

struct SentMessage {
  std::string kind, channel, state, reference, reason;
  Time queued_at{};
  std::optional<Time> handed_over_at;
};

struct MemberView {
  std::string kind;
  std::optional<Time> activated_at;  // empty: has never chosen a password
  std::optional<Time> password_changed_at;
  std::optional<Time> contacts_confirmed_at;
  std::optional<Time> frozen_at;
  // A temporary password that still waits to be used.
  std::optional<std::string> temporary_channel;
  std::optional<Time> temporary_until;
  std::optional<std::string> language;  // ISO 639-1; none: no password was chosen yet
  unsigned sessions = 0;                // open ones
  std::vector<ShownContact> contacts;
  std::vector<SentMessage> messages;   // newest first, as long as the outbox keeps them
  std::vector<PastEvent> events;       // newest first
  std::vector<MemberRequest> waiting;  // for a second operator
};

std::string member_text(const MemberView&);
std::string member_json(const MemberView&);  // one object, with its line end

// Reads all of it. Leaves a row of audit with the operator's name first. Rings: audit_admin, mask.
MemberView look_at(const MemberFound&, Connection&, const Limits&, const Keys&, OperatorSteps&,
                   MemberRequests&);

}  // namespace portillon
