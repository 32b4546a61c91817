#pragma once
// What pages can know, asked of the database. See page/records.h for what each question means.

#include "page/records.h"
#include "page/settings.h"
#include "store/connection.h"

namespace portillon {

class SqlRecords final : public Records {
 public:
  // Both must outlive it.
  SqlRecords(Connection& connection, const Limits& limits)
      : connection_(connection), limits_(limits) {}

  std::optional<Entry> entry(const Lookup&) override;
  Mix mix() override;
  Recovery recovery(const SubjectId&, Time now) override;
  SignIns sign_ins(const SubjectId&) override;
  std::optional<Credentials> credentials(const Lookup&) override;
  std::optional<Credentials> credentials_of(MemberId) override;
  std::optional<Identity> identity(MemberId) override;
  bool fact(MemberId, FactKind, const Lookup& answer, Time since) override;
  std::string contact_words(MemberId) override;
  std::vector<Contact> contacts(MemberId) override;
  std::optional<MessageStatus> message(MessageKey) override;
  std::optional<Handled> handed_to(std::string_view provider,
                                   std::string_view provider_id) override;
  std::vector<Channel> channels_down(Time now) override;
  std::vector<OpenSession> open_sessions(MemberId, Time now) override;
  std::vector<PastEvent> events(MemberId, unsigned most) override;
  Level level(const Bucket&, Time now) override;
  std::vector<Time> verifications_sent(MemberId, Time now) override;
  std::optional<MemberId> told(const Lookup&, std::string_view reference, Time since) override;
  Health health() override;

 private:
  Connection& connection_;
  const Limits& limits_;
};

// Under which key a bucket's counter is stored.
Digest bucket_hash(const Bucket&);
Level find_level(Connection&, const Bucket&, Time now);

}  // namespace portillon
