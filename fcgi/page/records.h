#pragma once
// What pages can know: read-only views, one small struct per question, so that a page's database
// account needs the columns of its own questions and no others. Implemented over SQL in store/, in
// memory for the tests. Every call throws StorageError when the database cannot answer; "not there"
// is a value.

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "page/types.h"

namespace portillon {

// The database is away, or answers what it must not. The shell answers 503.
struct StorageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A member as identify sees him.
struct Entry {
  MemberId member = kNobody;
  Kind kind = Kind::particulier;
  bool first_access = false;  // has never chosen a password
};

// How the real members are mixed, in parts of a thousand: what decoys are drawn from. Counted by
// the import; the defaults stand until the first one.
struct Mix {
  unsigned exploitant = 250;  // among members with a NIR
  unsigned entreprise = 30;   // among members with a NIR; with a SIRET all are
  // Of each kind, and of those with a SIRET: who never chose a password.
  unsigned new_particulier = 400;
  unsigned new_exploitant = 400;
  unsigned new_entreprise = 400;
  unsigned new_siret = 400;

  bool operator==(const Mix&) const = default;
};

// The code that is alive for one subject: bound to the journey that asked and to the message that
// carries it.
struct LiveCode {
  SessionId journey{};
  MessageKey message = 0;
  std::optional<Digest> hash;  // empty until the courier has minted it: nothing matches
  Time expires_at{};           // set when asked for, set again when minted
  unsigned wrong = 0;
};

// What recovery remembers about one subject, member or stranger alike.
struct Recovery {
  SubjectId subject{};
  std::uint64_t version = 0;  // guards every change; 0 = no row yet
  unsigned wrong_in_a_row = 0;
  std::optional<Time> proof_failed_at;  // until then the one answer is free
  std::optional<LiveCode> code;
  // Read from the outbox, not stored here; newest last.
  std::vector<Time> codes_sent;  // queued in the last 24 h
  std::vector<Time> letters;     // queued in the last 365 days
  // Of these, without those that were returned or not printed. For whoever is known to be the
  // member: before others, a letter that came back must change nothing, for a stranger's never
  // does.
  std::vector<Time> letters_that_came;
  std::optional<Time> warned_at;  // last time that the member was told of tries
};

// Failures at sign_in for one subject, member or stranger alike.
struct SignIns {
  SubjectId subject{};  // or what parts/permit.h and parts/current_password.h count under instead
  std::uint64_t version = 0;
  unsigned failures = 0;  // in a row
  Time last_failure_at{};
  unsigned failures_today = 0;
  Time day_started_at{};
};

// A temporary password that still waits to be used.
struct Temporary {
  Digest hash{};
  Time expires_at{};
  unsigned wrong = 0;
  Channel channel = Channel::sms;  // that carried it
};

struct Credentials {
  MemberId member = kNobody;
  std::uint64_t version = 0;  // of the member's row; guards every change of it
  PublicId public_id;
  std::string password;  // stored form; empty when none was ever chosen
  std::optional<Temporary> temporary;
  bool contacts_confirmed = false;
  // « Ce n'est pas moi » was said: the own password opens nothing, and `temporary` holds only what
  // came by letter.
  bool frozen = false;
};

// What a password must not be built on; sealed (see Keys: identity).
struct Identity {
  std::string identifier_sealed;  // row: row_of(member)
  std::string name_sealed;        // row: row_of(member)
};

enum class ContactState : std::uint8_t { current, pending };

struct Contact {
  ContactId id = 0;
  std::uint64_t version = 0;
  ContactType type = ContactType::email;
  ContactState state = ContactState::current;
  std::string mask_sealed;  // row: row_of(member); opened with the key ring "mask"
  Digest destination{};  // keyed hash of the address: equality and limits per destination, nothing
                         // else
  // Of a pending one:
  std::optional<Digest> code_hash;
  Time code_expires_at{};
  unsigned code_wrong = 0;
  MessageKey message = 0;
};

enum class MessageState : std::uint8_t { queued, sending, handed_over, delivered, failed, dropped };
std::string_view name_of(MessageState);
std::optional<MessageState> message_state_from(std::string_view name);

struct MessageStatus {
  MessageState state = MessageState::queued;
  std::string reference;  // empty until minted
  Time queued_at{};
  std::optional<Time> handed_over_at;  // when whoever carries it took or refused it
  // What became of it at the other end, `delivered` or `failed`, shown from that moment on; it may
  // lie ahead. Anybody may see this one: of a message to nobody it is as plausible as of a real
  // one. `state` is the truth, for those who proved who they are.
  std::optional<MessageState> settled_as;
  Time settled_at{};
};

// A courier that has not said for so long how its providers do knows nothing of them any more.
inline constexpr std::chrono::seconds kProvidersKnown{60};

struct OpenSession {
  SessionId id{};
  std::string device;
  Time started_at{};
  Time seen_at{};
};

struct PastEvent {
  std::string event;  // stable id, see page/events.h
  std::string device;
  Time at{};
};

// How far a bucket is used up in the window that runs now.
struct Level {
  unsigned used = 0;
  Time ends_at{};  // of the window; of no meaning while used is 0
};

// The schema that this program was written for.
inline constexpr std::uint32_t kSchemaVersion = 25;

// What the database holds. Newer than this program, it may still serve: during an upgrade pages of
// two releases run side by side, and after a way back the older one runs alone.
struct SchemaState {
  std::uint32_t version = 0;        // 0: none
  std::uint32_t oldest_served = 0;  // the oldest program, by its kSchemaVersion, that it still fits

  constexpr bool serves(std::uint32_t program = kSchemaVersion) const {
    return version == program || (version > program && oldest_served <= program);
  }
};

struct Health {
  SchemaState schema;
  std::optional<std::chrono::seconds> oldest_queued;  // how long the most patient message waits
  Time now{};                                         // by the database's clock
};

// For how long the reference of a message is known again, on the page « Ce n'est pas moi » and by
// an agent on the telephone.
inline constexpr std::chrono::hours kReferenceKnown{30 * 24};

struct Bucket;

class Records {
 public:
  virtual ~Records() = default;

  virtual std::optional<Entry> entry(const Lookup&) = 0;
  virtual Mix mix() = 0;
  virtual Recovery recovery(const SubjectId&, Time now) = 0;
  virtual SignIns sign_ins(const SubjectId&) = 0;
  virtual std::optional<Credentials> credentials(const Lookup&) = 0;
  // Of the member whom a session or journey names: whatever became of the subject since.
  virtual std::optional<Credentials> credentials_of(MemberId) = 0;
  virtual std::optional<Identity> identity(MemberId) = 0;
  // contact_words() (page/derivations.h) of all current and pending ones together.
  virtual std::string contact_words(MemberId) = 0;
  // Whether the member has a fact of this kind with this keyed answer, dated at `since` or later.
  // kNobody: the same question, answered no.
  virtual bool fact(MemberId, FactKind, const Lookup& answer, Time since) = 0;
  virtual std::vector<Contact> contacts(
      MemberId) = 0;  // current and pending, in the order of ContactType
  virtual std::optional<MessageStatus> message(MessageKey) = 0;
  // The try whose acceptance brought this name of the provider's own.
  virtual std::optional<Handled> handed_to(std::string_view provider,
                                           std::string_view provider_id) = 0;
  // Channels by which nothing leaves now: all who could carry it are known to be down.
  virtual std::vector<Channel> channels_down(Time now) = 0;
  virtual std::vector<OpenSession> open_sessions(MemberId, Time now) = 0;
  // Newest first; from before the last rotation of the index too.
  virtual std::vector<PastEvent> events(MemberId, unsigned most) = 0;
  // Of the window that runs now; {0} when none runs.
  virtual Level level(const Bucket&, Time now) = 0;
  unsigned used(const Bucket& bucket, Time now) { return level(bucket, now).used; }
  // Verification codes queued for this member's contacts in the last 24 h, newest last.
  virtual std::vector<Time> verifications_sent(MemberId, Time now) = 0;
  // The member who alone could read this reference, in a message queued since: a notice, or a
  // temporary password by SMS or e-mail. The reference of a code or of a letter that was asked for
  // stands on the page of whoever asked, so it proves nothing. nullopt: no such message, a
  // stranger, or frozen already.
  virtual std::optional<MemberId> told(const Lookup&, std::string_view reference, Time since) = 0;
  virtual Health health() = 0;
};

// A counter that many members share: journeys and wrong codes from one network, sends to one
// destination, wrong codes and SMS of the whole caisse.
struct Bucket {
  std::string name;   // "start:192.0.2.1": stored as a keyed or plain SHA-256 hash, never as typed
  unsigned most = 0;  // in one window
  std::chrono::seconds window{};
};

}  // namespace portillon
