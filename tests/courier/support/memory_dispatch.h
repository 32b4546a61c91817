#pragma once
// The outbox in memory, with every call counted, and a fault before any of them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "page/dispatch.h"

namespace portillon::test {

// As kill -9: nothing in the courier catches it.
struct Crash {};

class Steps {
 public:
  // Before which call it crashes, or the database is away; calls count from 0.
  std::optional<std::size_t> crash_at;
  std::optional<std::size_t> away_from;
  std::size_t away_for = 0;  // calls
  std::vector<std::string> taken;

  void take(std::string_view name) {
    const std::size_t number = taken.size();
    taken.emplace_back(name);
    if (crash_at == number) throw Crash{};
    if (away_from && number >= *away_from && number < *away_from + away_for) {
      throw StorageError("the database is away");
    }
  }
};

struct OutboxRow {
  Claimed order;
  MessageState state = MessageState::queued;
  std::optional<Time> due;
  std::string reference;
  std::string reason;
  Sent sent = {};
};

struct Minted {
  MessageKey message = 0;  // that waits for it
  SessionId journey{};
  std::optional<Digest> hash;
  Time expires_at{};
};

struct ContactRow {
  MemberId member = kNobody;
  Destination destination;
  MessageKey verification = 0;  // not 0: pending
};

class MemoryDispatch final : public Dispatch {
 public:
  explicit MemoryDispatch(Steps& steps) : steps_(steps) {}

  Time clock = std::chrono::sys_days(std::chrono::year(2026) / 2 / 3) + std::chrono::hours(9);
  std::map<MessageKey, OutboxRow> rows;
  std::map<SubjectId, Minted> codes;
  std::map<MemberId, Minted> temporaries;  // of members that exist
  std::map<MessageKey, Minted> verifications;
  std::vector<ContactRow> contacts;
  std::map<MemberId, std::string> addresses;               // sealed
  std::map<std::string, unsigned> used;                    // by bucket
  std::map<std::string, std::vector<LetterFate>> batches;  // as provider/batch
  std::vector<Course> real_courses;                        // of every channel
  std::map<std::string, ProviderState> providers;          // as last reported, by name
  Time window_ends = clock + std::chrono::hours(12);

  Time now() override;
  std::vector<Claimed> claim(unsigned most, std::chrono::seconds lease,
                             std::optional<Channel> only) override;
  std::optional<Destination> destination(const Claimed&) override;
  std::optional<Addressee> addressee(const Claimed&) override;
  bool mint_code(const Claimed&, const Digest&, Time, std::string_view reference) override;
  bool mint_temporary(const Claimed&, const Digest&, Time, std::string_view reference) override;
  bool mint_verification(const Claimed&, const Digest&, Time, std::string_view reference) override;
  bool start_notice(const Claimed&, std::string_view reference) override;
  bool handed_over(const Claimed&, const Sent&) override;
  bool put_off(const Claimed&, Time until, std::string_view reason) override;
  bool failed(const Claimed&, std::string_view reason, const Sent&) override;
  bool dropped(const Claimed&, std::string_view reason) override;
  bool given_back(const Claimed&) override;
  std::vector<Course> courses(Channel) override;
  std::vector<LetterFate> letters_of(const std::string& provider,
                                     const std::string& batch) override;
  void report(std::uint64_t run, const std::vector<ProviderState>&) override;
  bool spend(const Bucket&) override;
  Level level(const Bucket&) override;

 private:
  bool ours(const Claimed&) const;
  bool start(const Claimed&, std::string_view reference);
  bool settle(const Claimed&, MessageState, std::string_view reason);
  Steps& steps_;
};

}  // namespace portillon::test
