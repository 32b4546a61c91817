#pragma once
// What the courier needs of the storage, and nothing else may use: claiming messages, looking up
// where they go, and writing the hash of what was minted. Implemented over SQL in store/, in memory
// for the tests.

#include <optional>
#include <string>
#include <vector>

#include "page/records.h"
#include "page/step.h"

namespace portillon {

// A row of the outbox that this courier alone may work on until its lease ends.
struct Claimed {
  MessageKey key = 0;
  MessageKind kind = MessageKind::code;
  Channel channel = Channel::sms;  // as queued
  SubjectId subject{};
  MemberId member = kNobody;
  SessionId journey{};
  std::optional<ContactId> contact;
  Time on_file_before{};
  Time queued_at{};
  unsigned tries =
      0;  // claims so far, this one included; over 1 = an earlier try crashed or was put off
  std::uint64_t lease = 0;  // proves that the row is still ours
};

struct Destination {
  ContactId contact = 0;
  ContactType type = ContactType::email;
  std::string value_sealed;  // opened with the ring contact_private
  Digest hash{};             // for the limit per destination
};

struct Addressee {
  std::string address_sealed;  // opened with the ring contact_private: lines, name first
};

class Dispatch {
 public:
  virtual ~Dispatch() = default;

  virtual Time now() = 0;
  // Up to `most` due rows, of one channel (as queued) or of all, the most urgent first (code and
  // verification, then temporary, then notices), leased until now + lease. Other couriers do not
  // wait for it and do not get the same rows. A row whose lease ran out is due again.
  virtual std::vector<Claimed> claim(unsigned most, std::chrono::seconds lease,
                                     std::optional<Channel> only = std::nullopt) = 0;
  // Where the message goes: the given contact, or the member's current one for the channel (the
  // other electronic channel's if there is none), current before `on_file_before`. nullopt: nothing
  // on file, or a stranger.
  virtual std::optional<Destination> destination(const Claimed&) = 0;
  virtual std::optional<Addressee> addressee(const Claimed&) = 0;

  // Each writes hash, end of validity and reference in one transaction with the outbox row going to
  // `sending`. False: the lease is lost, or nobody waits for this message any more (a newer code,
  // used, ended): nothing was written. For a stranger the same statements are run on rows that do
  // not exist.
  virtual bool mint_code(const Claimed&, const Digest& hash, Time expires_at,
                         std::string_view reference) = 0;
  virtual bool mint_temporary(const Claimed&, const Digest& hash, Time expires_at,
                              std::string_view reference) = 0;
  virtual bool mint_verification(const Claimed&, const Digest& hash, Time expires_at,
                                 std::string_view reference) = 0;
  virtual bool start_notice(const Claimed&, std::string_view reference) = 0;

  // The end of this try. False: the lease was lost meanwhile.
  virtual bool handed_over(const Claimed&) = 0;
  virtual bool put_off(const Claimed&, Time until, std::string_view reason) = 0;
  virtual bool failed(const Claimed&,
                      std::string_view reason) = 0;  // final; reason: a word from the code
  virtual bool dropped(const Claimed&,
                       std::string_view reason) = 0;  // final: too old, or nobody waits for it

  // One use of the bucket, false when none is left in its window.
  virtual bool spend(const Bucket&) = 0;
  virtual Level level(const Bucket&) = 0;
};

}  // namespace portillon
