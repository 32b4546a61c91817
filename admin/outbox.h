#pragma once
// The outbox for whoever runs it: what waits, what failed and why, how the providers do; trying
// again, letting go, trying a channel from end to end.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/random.h"
#include "page/dispatch.h"
#include "page/settings.h"
#include "store/audit_chain.h"

namespace portillon {

struct OutboxCount {
  std::string channel, kind, state;
  std::uint64_t messages = 0;
  Time oldest{};  // queued at
};

struct ShownProvider {
  ProviderState state;
  Time seen_at{};  // by one running courier; each has a line of its own
};

// Neither whose it is nor where it goes.
struct ShownMessage {
  MessageKey number = 0;
  SubjectId subject{};  // for the audit trail; printed nowhere
  std::string kind, channel, state;
  Time queued_at{};
  std::optional<Time> due_at;  // empty: done with
  unsigned tries = 0;
  unsigned crashes = 0;
  std::string reference;
  std::string provider, provider_id;
  std::optional<Time> handed_over_at;
  std::optional<std::string> settled_as;
  std::optional<Time> settled_at;
  std::string reason;
};

class Outbox {
 public:
  // `keys`: audit_admin. `by`: the operator, for the audit trail.
  Outbox(Connection& connection, const Settings& settings, Random& random, const Keys& keys,
         std::string by)
      : connection_(connection),
        settings_(settings),
        random_(random),
        audit_(keys, "admin", random),
        by_(std::move(by)) {}

  Time now();
  std::vector<OutboxCount> counts();
  std::vector<ShownProvider> providers();
  // At most `most` of each, the ones to look at first.
  std::vector<ShownMessage> failed(std::chrono::hours since, unsigned most);
  // Of these without what a limit of ours kept back, or what came back from its address.
  std::vector<ShownMessage> worth_retrying(std::chrono::hours since, unsigned most);
  std::vector<ShownMessage> waiting(std::chrono::seconds longer_than, unsigned most);
  std::vector<ShownMessage> canaries(unsigned most);
  // `name`: a reference as people type it, or the number that `list` prints, 16 hexadecimal digits.
  // Throws StartError when it is neither.
  std::vector<ShownMessage> find(std::string_view name);

  // How many there were; each act leaves one row of audit, whatever their number.
  unsigned retry(const std::vector<ShownMessage>&);
  unsigned drop(const std::vector<ShownMessage>&);
  // A canary by this channel. Throws StartError when [canary] names no recipient for it.
  MessageKey test(Channel);

 private:
  unsigned each(const std::vector<ShownMessage>&, std::string_view act);
  void change(const Effects& effects);

  Connection& connection_;
  const Settings& settings_;
  Random& random_;
  AuditChain audit_;
  std::string by_;
};

}  // namespace portillon
