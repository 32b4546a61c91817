#pragma once
// What a page returns: the whole answer, and everything that shall change in the world because of
// it. The shell makes the changes in one transaction, each guarded by the version that the page
// saw; if one guard fails nothing has happened and the page is run again on fresh records. So a
// page that decides rightly on what it sees cannot be raced.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "page/events.h"
#include "page/records.h"
#include "page/session.h"
#include "page/view.h"

namespace portillon {

// ---- Changes of the browser's own session
// ---------------------------------------------------------------------------
struct SetVisit {
  Visit visit;
};  // seals a visit cookie anew
struct SetPermit {
  Permit permit;
};  // seals a permit cookie anew; only with a right password or temporary password
struct Keep {
  Kept kept;
};                 // seals a cookie of what was typed
struct Forget {};  // that cookie goes
struct StartJourney {
  Journey journey;
};  // new id and cookie; this browser's earlier journey, if any, ends
struct SaveJourney {
  Journey journey;
};                     // guarded by version
struct EndJourney {};  // this browser's
// New id and cookie; this browser's earlier full session and journey end. `version`: of the
// Credentials whose password was typed, so that a password change at the same moment makes the step
// run again; 0 when the step changes the member itself, which guards by that.
struct StartSession {
  FullSession session;
  std::uint64_t version = 0;
};
struct SaveSession {
  FullSession session;
};                     // guarded by version
struct EndSession {};  // this browser's
struct EndOneSession {
  MemberId member;
  SessionId id;
};  // another one of the same member
// Every session and journey of the member but the one of this request (and the one that this step
// starts).
struct EndOtherSessions {
  MemberId member;
  SubjectId subject;
};

// ---- Changes of what is remembered about a subject
// ------------------------------------------------------------------
struct SaveRecovery {
  Recovery recovery;
};  // guarded by version; version 0 inserts
struct SaveSignIns {
  SignIns sign_ins;
};  // guarded by version; version 0 inserts
struct ForgiveProof {
  SubjectId subject;
};  // the letter was used: the one answer is free again. No guard.
struct Spend {
  Bucket bucket;
};  // one use; refused (the step is run again) when none is left

// ---- Changes of a member, guarded by the version in Credentials
// ----------------------------------------------------
// The temporary one dies with it. `lifts_freeze`: the member was frozen and came in by the letter;
// without it a frozen member sets none.
struct SetPassword {
  MemberId member;
  std::uint64_t version;
  std::string password;
  bool lifts_freeze = false;
};
struct Rehash {
  MemberId member;
  std::uint64_t version;
  std::string password;
};  // same password, newer parameters
struct UseTemporary {
  MemberId member;
  std::uint64_t version;
};  // it dies; one limited session
struct CountWrongTemporary {
  MemberId member;
  std::uint64_t version;
};  // at the last one it dies. kNobody: the same statement, and nothing changes.
struct ConfirmContacts {
  MemberId member;
};
// « Ce n'est pas moi »: no password opens anything until the letter was used. The temporary
// password and pending contacts die, contacts are to be confirmed anew; sessions, journeys and the
// live code go with EndOtherSessions. kNobody, or frozen already: the same statements, and nothing
// changes. No guard: it wins over whatever happens at the same moment.
struct Freeze {
  MemberId member;
};

// ---- By two operators of the command, see admin/member_requests.h
// An earlier one of the same member, act and detail makes room for it.
struct AddRequest {
  std::uint64_t request;
  MemberId member;
  std::string act, detail;
  std::optional<Digest> destination;
  std::string by;
  Time expires_at;
  Digest mac;
};
// The request is done with; refused where it is not there any more.
struct TakeRequest {
  std::uint64_t request;
};
// The access is open to recovery again; the own password stays dead. Refused when it was not
// frozen.
struct Unfreeze {
  MemberId member;
};
// Everything about the member but the audit trail. `subject`: the one in use, or the one before.
struct ForgetMember {
  MemberId member;
  std::vector<SubjectId> subjects;
};

// ---- Contacts
// -------------------------------------------------------------------------------------------------------
// A pending one replaces an earlier pending one of its type; a current one replaces the current one
// (landline, fax).
struct AddContact {
  MemberId member;
  ContactType type;
  ContactState state;
  std::string value_sealed;  // only the courier can open it; row: row_of(member)
  std::string mask_sealed;
  Digest destination;
  MessageKey message;  // that carries the verification code; 0 for a current one
  Time code_expires_at;
  std::string words{};  // contact_words() of it
};
// The code was right: pending becomes current, the earlier current one becomes former (a notice may
// still go to it).
struct PromoteContact {
  MemberId member;
  ContactId contact;
  std::uint64_t version;
};
struct CountWrongContactCode {
  ContactId contact;
  std::uint64_t version;
};
// A new code for the same pending contact; the old code is dead at once.
struct RenewContactCode {
  ContactId contact;
  std::uint64_t version;
  MessageKey message;
  Time code_expires_at;
};
// All pending ones of the member are forgotten.
struct EndPendings {
  MemberId member;
};
// A pending one is forgotten; guarded by version.
struct DropContact {
  ContactId contact;
  std::uint64_t version;
};

// ---- Messages: what is to be sent, never its secret nor its destination
// ---------------------------------------------
enum class MessageKind : std::uint8_t {
  code,              // confirmation code of a journey
  temporary,         // temporary password
  verification,      // code to a pending contact
  password_changed,  // notice
  contact_changed,   // notice, to the former address too
  first_access,      // notice: the first password was chosen
  recovery_tried,    // notice: somebody tries codes or answers; the channel is meant exactly
  frozen,            // notice, by letter alone: how to get back in
  canary,            // to the caisse itself: does the channel work from end to end?
};
std::string_view name_of(MessageKind);
std::optional<MessageKind> message_kind_from(std::string_view name);
bool is_notice(MessageKind);  // tells what has happened, and carries no secret

// One row of the outbox. For a stranger: the same row with member = kNobody, which the courier lets
// run its course.
struct Queue {
  MessageKey key = 0;
  MessageKind kind = MessageKind::code;
  Channel channel =
      Channel::sms;  // wanted; of sms and email the other is used when this one is not on file
  SubjectId subject{};
  MemberId member = kNobody;
  SessionId journey{};  // that asked; a code is bound to it
  // contact_changed: this very row. Otherwise empty: a verification goes to the pending contact
  // whose `message` is `key` (its row may not exist before this step), the rest to the member's
  // current ones.
  std::optional<ContactId> contact;
  Time
      on_file_before{};  // only contacts that were current before this moment (the journey's start)
};
// To every current e-mail and mobile of the member, and to `contact`: the row that was current
// until this step. One message each; made in SQL so that the page needs no sight of them. A letter
// too when fewer than `post_below` of them were current before this step: who holds the only one
// must not be the only one who is told. Letters of notices have their own bound (Limits).
struct Notify {
  MessageKind kind;
  MemberId member;
  SubjectId subject;
  std::optional<ContactId> contact;
  unsigned post_below = 0;
};
inline constexpr unsigned kAlwaysByPost = ~0U;

// A provider told what became of one try of a message at the other end. The first word counts: a
// repeated or contrary one, and one about an earlier try, change nothing. What is still being
// handed over ends as the courier says; what waits for another try because nobody knew whether it
// was taken is done when it was delivered. No guard.
struct Settle {
  Handled handled;
  MessageState as = MessageState::delivered;  // or failed
};

// ---- Audit
// ----------------------------------------------------------------------------------------------------------
struct Audit {
  Event event;
  SubjectId subject{};
  std::string detail;
};  // detail: a word from the code, never typed
// In the journal alone: for who has neither journey nor session, so that an anonymous request never
// costs a write to the database, and for what changes nothing.
struct Note {
  Event event;
  std::string detail;
};

using Effect =
    std::variant<SetVisit, SetPermit, Keep, Forget, StartJourney, SaveJourney, EndJourney,
                 StartSession, SaveSession, EndSession, EndOneSession, EndOtherSessions,
                 SaveRecovery, SaveSignIns, ForgiveProof, Spend, SetPassword, Rehash, UseTemporary,
                 CountWrongTemporary, ConfirmContacts, Freeze, AddRequest, TakeRequest, Unfreeze,
                 ForgetMember, AddContact, PromoteContact, CountWrongContactCode, RenewContactCode,
                 EndPendings, DropContact, Queue, Notify, Settle, Audit, Note>;
using Effects = std::vector<Effect>;

// ---- The answer
// -----------------------------------------------------------------------------------------------------
struct ToPage {
  std::string_view stem;
  std::string query;
};  // 303 to a page's first URL; query without '?', already encoded
struct ToPath {
  std::string path;
};  // 303 to a path of this host, such as the private space; checked by the page
struct Bare {
  std::string body;
  std::string type;
};  // health, session: text/plain or application/json, or empty

struct Response {
  int status = 200;  // 200, 303, 401, 403, 404, 422, 429, 503
  std::variant<View, ToPage, ToPath, Bare> content;
  std::optional<std::chrono::seconds> retry_after;           // with 429 and 503
  std::vector<std::pair<std::string, std::string>> headers;  // for session: the member's public id
  bool clear_site_data = false;                              // sign-out and abandon
};

struct Step {
  Response response;
  Effects effects;
};

inline Step show(View view, Effects effects = {}) {
  return {{200, std::move(view), {}, {}, false}, std::move(effects)};
}
inline Step refuse(View view, Effects effects = {}) {
  return {{422, std::move(view), {}, {}, false}, std::move(effects)};
}
// The form was not ours to act on any more; it is shown again. See Request::late.
inline Step late(View view) { return {{403, std::move(view), {}, {}, false}, {}}; }
inline Step too_many(View view, std::chrono::seconds wait, Effects effects = {}) {
  return {{429, std::move(view), wait, {}, false}, std::move(effects)};
}
inline Step go(std::string_view stem, Effects effects = {}) {
  return {{303, ToPage{stem, {}}, {}, {}, false}, std::move(effects)};
}

}  // namespace portillon

// Compiled once, in step.cc: in each page's own object it was more than half of what the compiler
// did.
extern template class std::vector<portillon::Effect>;
