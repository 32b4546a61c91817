#pragma once
// All providers, in the order of the configuration. A message goes to the first of its channel that
// works; to the next one only when the first surely has not taken it, and as the same try, so with
// the same secret and reference. Whoever fails again and again is left alone for a while.

#include <array>
#include <memory>
#include <vector>

#include "courier/breaker.h"
#include "courier/provider.h"
#include "crypto/random.h"

namespace portillon {

class ProviderChain final : public Transport {
 public:
  explicit ProviderChain(Random& random) : random_(random) {}
  // In order; before the first message. Names are unique.
  void add(Channel, std::unique_ptr<Provider>);

  Handover send(const Envelope&) override;
  std::chrono::steady_clock::time_point ready_at(Channel) const override;
  std::vector<ProviderReport> reports() const override;
  void tend(Channel, Dispatch&) override;

 private:
  struct Line {
    std::unique_ptr<Provider> provider;
    Channel channel;
    Breaker breaker;
    mutable std::mutex mutex;  // of what follows
    ProviderReport report;
  };
  Handover tried(Line& line, const Envelope& envelope, std::chrono::milliseconds within);
  void note(Line& line, const Handover& handover, std::chrono::steady_clock::duration took);
  std::vector<Line*> of(Channel channel) const;

  Random& random_;
  std::vector<std::unique_ptr<Line>> lines_;
};

}  // namespace portillon
