#pragma once
// The database in memory: what pages read, and what their effects do. It is the specification that
// store/apply.cc follows over SQL. Tables are plain values, so a test can keep a moment and come
// back to it.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "page/records.h"
#include "page/settings.h"
#include "page/step.h"

namespace portillon::test {

struct MemberRow {
  MemberId id = kNobody;
  SubjectId subject{};
  std::optional<SubjectId> former_subject{};  // before the last rotation of the index
  std::uint64_t version = 1;
  Kind kind = Kind::particulier;
  PublicId public_id;
  std::string password;  // empty: first access
  std::optional<Temporary> temporary;
  bool contacts_confirmed = false;
  bool frozen = false;
  std::optional<Language> language;
  Identity identity;
};

struct ContactRow {
  MemberId member = kNobody;
  Contact contact;
  std::string value_sealed;
  std::optional<Time> current_since;
  std::optional<Time> former_since;
  std::string words{};
};

struct FactRow {
  MemberId member = kNobody;
  FactKind kind = FactKind::vitale;
  Digest answer{};
  Time date{};
};

struct OutboxRow {
  Queue order;
  Time queued_at{};
  MessageState state = MessageState::queued;
  std::string reference;
  std::optional<Time> handed_over_at;
  std::optional<MessageState> settled_as{};
  Time settled_at{};
  std::uint64_t lease = 0;
  std::string provider{};
  std::string provider_id{};
  Language language{};
};

struct AuditRow {
  Time at{};
  Event event;
  SubjectId subject{};
  std::string detail;
  std::string device;
};

struct BucketRow {
  Time started_at{};
  unsigned used = 0;
};

struct Tables {
  std::map<MemberId, MemberRow> members;
  std::map<ContactId, ContactRow> contacts;
  std::vector<FactRow> facts;
  std::map<SubjectId, Recovery> recoveries;  // without the lists that come from the outbox
  std::map<SubjectId, SignIns> sign_ins;
  std::map<SessionId, Journey> journeys;
  std::map<SessionId, FullSession> sessions;
  std::map<MessageKey, OutboxRow> outbox;
  std::vector<MessageKey> outbox_order;  // as queued
  std::set<MessageKey> came_back;        // letters that the post returned
  std::map<std::string, BucketRow> buckets;
  std::vector<AuditRow> audit;
  std::vector<Channel> channels_down;
  Mix mix;
  std::uint64_t last_id = 1000;  // of contacts and notices
};

// What the shell knows and the effects do not say.
struct Applying {
  Time now{};
  std::optional<SessionId> journey;  // of this request
  std::optional<SessionId> full;
  SessionId new_journey{};  // for StartJourney
  SessionId new_full{};     // for StartSession
  std::string device;
  Limits limits;
  std::optional<Language> language{};  // none: a program of the caisse acts
};

enum class Applied { done, conflict };

class MemoryRecords final : public Records {
 public:
  Tables tables;
  std::vector<std::string_view> asked;  // the questions, in order

  // All or nothing; conflict when one guard does not hold any more.
  Applied apply(const Effects& effects, const Applying& applying);

  // Alive ones only, as the shell loads them.
  std::optional<Journey> journey(const SessionId& id, const Limits& limits, Time now);
  std::optional<FullSession> full_session(const SessionId& id, const Limits& limits, Time now);

  std::optional<Entry> entry(const Lookup& subject) override;
  Mix mix() override;
  Recovery recovery(const SubjectId& subject, Time now) override;
  SignIns sign_ins(const SubjectId& subject) override;
  std::optional<Credentials> credentials(const Lookup& subject) override;
  std::optional<Credentials> credentials_of(MemberId member) override;
  std::optional<Identity> identity(MemberId member) override;
  bool fact(MemberId member, FactKind kind, const Lookup& answer, Time since) override;
  std::string contact_words(MemberId member) override;
  std::vector<Contact> contacts(MemberId member) override;
  std::optional<MessageStatus> message(MessageKey key) override;
  std::optional<Handled> handed_to(std::string_view provider,
                                   std::string_view provider_id) override;
  std::vector<Channel> channels_down(Time now) override;
  std::vector<OpenSession> open_sessions(MemberId member, Time now) override;
  std::vector<PastEvent> events(MemberId member, unsigned most) override;
  Level level(const Bucket& bucket, Time now) override;
  std::vector<Time> verifications_sent(MemberId member, Time now) override;
  std::optional<MemberId> told(const Lookup& subject, std::string_view reference,
                               Time since) override;
  Health health() override;

  Health healthy{};     // what health() answers
  bool broken = false;  // every question throws StorageError

 private:
  void ask(std::string_view question);
  const MemberRow* member_of(const Lookup& subject) const;
  std::optional<Credentials> credentials_from(const MemberRow& row) const;
};

}  // namespace portillon::test
