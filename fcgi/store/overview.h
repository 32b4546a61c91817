#pragma once
// The whole installation in a few numbers, for the metrics of the page `health`: nothing about
// anybody in particular.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "page/records.h"
#include "page/types.h"
#include "store/connection.h"

namespace portillon {

// How far back Overview::handed_over looks.
inline constexpr std::chrono::seconds kOverviewWindow{3600};

struct Overview {
  struct Messages {
    Channel channel = Channel::sms;
    MessageState state = MessageState::queued;
    std::uint64_t count = 0;
    std::chrono::seconds oldest{0};
  };
  // One for each provider of each machine whose courier runs.
  struct Provider {
    std::string node;
    std::string name;
    Channel channel = Channel::sms;
    bool down = false;
    unsigned failures = 0;       // in a row
    std::uint64_t accepted = 0;  // in this run of the courier, as are the next two
    std::uint64_t failed = 0;
    std::chrono::milliseconds spent{0};
  };
  struct Canary {
    Channel channel = Channel::sms;
    Time at{};  // when the last good one was handed over
  };

  bool reached = false;  // without it the rest is empty
  std::uint32_t schema = 0;
  std::vector<Messages> waiting;
  std::vector<Messages> handed_over;  // within kOverviewWindow; `oldest` says nothing
  std::vector<Provider> providers;
  std::vector<Canary> canaries;
  std::optional<Time> anchored_at;
  std::uint64_t frozen = 0;  // members
};

// Does not throw.
Overview read_overview(Connection&);

}  // namespace portillon
