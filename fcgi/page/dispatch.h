#pragma once
// What the courier needs of the storage, and nothing else may use: claiming messages, looking up
// where they go, and writing the hash of what was minted. Implemented over SQL in store/, in memory
// for the tests.

#include <optional>
#include <string>
#include <vector>

#include "page/language.h"
#include "page/records.h"
#include "page/step.h"

namespace portillon {

// 16 hexadecimal digits: as journals and `portillon outbox` name a message.
std::string number_text(MessageKey);

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
  unsigned crashes = 0;     // claims before this one that ended without a word, in a row
  Language language{};      // to be written in
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

// How a message fares at the other end, and how long after it was handed over.
struct Course {
  std::optional<MessageState> settled;  // delivered, failed; nothing is ever heard: empty
  std::chrono::microseconds after{};
};

// What is noted when a try has ended at the other side.
struct Sent {
  std::string provider;
  std::string provider_id;
  std::optional<Course> course;  // of a message to nobody: what pages shall show
};

// What a running courier knows of one provider.
struct ProviderState {
  std::string name;
  Channel channel = Channel::sms;
  bool down = false;
  unsigned failures = 0;  // in a row
  std::uint64_t accepted = 0;
  std::uint64_t failed = 0;
  std::optional<Time> accepted_at;
  std::optional<Time> failed_at;
  std::string reason;
  std::chrono::milliseconds spent{0};  // on all tries
  std::string node = {};               // the courier's machine
};

// What became of a letter that lies in a batch for the printing house.
struct LetterFate {
  std::string reference;
  std::optional<MessageState> settled;  // delivered, failed; empty: not told yet
  std::optional<Time> settled_at;
};

class Dispatch {
 public:
  virtual ~Dispatch() = default;

  virtual Time now() = 0;
  // Up to `most` due rows, of one channel (as queued) or of all, the most urgent first (code and
  // verification, then temporary, then notices), leased until now + lease. Other couriers do not
  // wait for it and do not get the same rows. A row whose lease ran out is due again (kFindDue).
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

  // The end of this try. False: the lease was lost meanwhile. Reasons are words from the code.
  // What a receipt has told already is kept.
  virtual bool handed_over(const Claimed&, const Sent&) = 0;
  virtual bool put_off(const Claimed&, Time until, std::string_view reason) = 0;
  // Final. Without a course in `Sent`, pages show from now on that it failed.
  virtual bool failed(const Claimed&, std::string_view reason, const Sent&) = 0;
  // Final: too old, or nobody waits for it.
  virtual bool dropped(const Claimed&, std::string_view reason) = 0;
  // Claimed in vain: due again at once, as if it had not been.
  virtual bool given_back(const Claimed&) = 0;

  // How the channel's last real messages fared, at most 200; empty at first.
  virtual std::vector<Course> courses(Channel) = 0;
  // Replaces what this run of the courier, a random number, said of them before.
  virtual void report(std::uint64_t run, const std::vector<ProviderState>&) = 0;

  // The letters that the provider took as BATCH/…, and that were not made anew since.
  virtual std::vector<LetterFate> letters_of(const std::string& provider,
                                             const std::string& batch) = 0;

  // One use of the bucket, false when none is left in its window.
  virtual bool spend(const Bucket&) = 0;
  virtual Level level(const Bucket&) = 0;
};

}  // namespace portillon
