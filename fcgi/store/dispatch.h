#pragma once
// The courier's work on the outbox. See page/dispatch.h for what each call means.

#include <chrono>
#include <functional>
#include <optional>

#include "page/dispatch.h"
#include "store/connection.h"

namespace portillon {

class SqlDispatch final : public Dispatch {
 public:
  explicit SqlDispatch(Connection& connection) : connection_(connection) {}

  Time now() override;
  std::vector<Claimed> claim(unsigned most, std::chrono::seconds lease,
                             std::optional<Channel> only = std::nullopt) override;
  std::optional<Destination> destination(const Claimed&) override;
  std::optional<Addressee> addressee(const Claimed&) override;
  bool mint_code(const Claimed&, const Digest& hash, Time expires_at,
                 std::string_view reference) override;
  bool mint_temporary(const Claimed&, const Digest& hash, Time expires_at,
                      std::string_view reference) override;
  bool mint_verification(const Claimed&, const Digest& hash, Time expires_at,
                         std::string_view reference) override;
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
  using Steady = std::chrono::steady_clock;
  Time note_clock(Time now);
  std::vector<Claimed> try_claim(unsigned most, std::chrono::seconds lease,
                                 std::optional<Channel> only);
  // `minted` and the outbox row going to `sending`, together or not at all.
  bool start(const Claimed&, std::string_view reference, const std::function<bool()>& minted);

  Connection& connection_;
  Time read_{};  // the database's clock, at read_at_; while that is fresh it is not read again
  std::optional<Steady::time_point> read_at_;
};

}  // namespace portillon
