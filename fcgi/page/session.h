#pragma once
// What a request carries from earlier ones. Kinds that are never mixed: each has its own cookie and
// its own type; a journey and a full session have a table each, the others live in
// their sealed cookie alone.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "page/types.h"

namespace portillon {

// Before anybody is identified. Lives in a sealed cookie; no row is written for it.
struct Visit {
  std::string wanted;  // path on this host that the member asked for first ("suite"), or empty
};

// What a browser keeps of the members who signed in well from it: an allowance of its own for wrong
// passwords at sign_in, so that a stranger who hammers at a number does not lock its owner out. It
// opens nothing. Lives in a sealed cookie that outlives the session; see parts/permit.h.
struct Permit {
  static constexpr std::size_t kIdSize = 16;
  static constexpr std::size_t kMarkSize = 8;
  static constexpr std::size_t kMost = 6;  // a family's computer, a desk's

  Bytes id;                  // kIdSize random bytes, of this browser
  std::vector<Bytes> marks;  // of subjects, kMarkSize each, the latest first
};

// A journey of recovery or first access, or (stage new_password) the limited session that a
// temporary password opens.
struct Journey {
  SessionId id{};             // set by the shell
  std::uint64_t version = 0;  // guards every change; 0 = not stored yet
  Stage stage = Stage::channel;
  SubjectId subject{};
  MemberId member = kNobody;
  Kind kind = Kind::particulier;
  bool first_access = false;
  bool proven = false;                // a proof was answered right: masked contacts may be shown
  std::optional<Channel> channel;     // as the visitor chose it, whatever is on file
  std::optional<MessageKey> message;  // the code or temporary password queued last
  std::string typed_sealed;           // the identifier as typed, for identify alone to show again
  std::optional<Digest> temporary_hash;  // stage new_password: the temporary password that opened
                                         // this session, which must not become the member's own
  Time started_at{};
  Time seen_at{};
};

// The member's own session, opened only by the member's own password.
struct FullSession {
  SessionId id{};
  std::uint64_t version = 0;
  MemberId member = kNobody;
  SubjectId subject{};
  PublicId public_id;
  bool contacts_confirmed = false;  // read with the member, not stored in the session
  bool password_changed =
      false;           // the last thing done here was choosing a password: show the confirmation
  std::string wanted;  // where to go once the contacts are confirmed; empty: the private space
  std::string device;  // family, such as "Firefox, Windows"; never a full user agent
  Time authenticated_at{};  // the password was typed in this session
  Time started_at{};
  Time seen_at{};
};

// What somebody had typed into a form when his journey or session ended, so that he finds it again
// once he has shown anew who he is. Never a password or a code. Lives in a sealed cookie;
// parts/kept.h.
struct Kept {
  std::string stem;   // of the form
  std::string owner;  // owner_of() whose journey or session it was
  Time until{};       // after that it is nothing
  std::map<std::string, std::string, std::less<>> values;
};

// What the shell loaded for this page: only what the page's `reads` ask for, and only if alive.
struct Session {
  Visit visit;
  std::optional<Permit> permit;
  std::optional<Journey> journey;
  std::optional<FullSession> full;
  std::optional<Kept> kept;
};

}  // namespace portillon
