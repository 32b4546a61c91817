#include "courier/board.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "courier/machine_name.h"

namespace portillon {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{200};
constexpr std::chrono::seconds kAgain{10};

// By the database's clock: this machine's may be wrong.
std::optional<Time> by_clock(const std::optional<Clock::time_point>& at, Time now) {
  if (!at) return std::nullopt;
  return now - std::chrono::floor<Time::duration>(Clock::now() - *at);
}

std::vector<ProviderState> states_of(const std::vector<ProviderReport>& reports, Time now) {
  const std::string node = machine_name();
  std::vector<ProviderState> states;
  for (const ProviderReport& report : reports) {
    states.push_back({report.name, report.channel, report.down, report.failures, report.accepted,
                      report.failed, by_clock(report.accepted_at, now),
                      by_clock(report.failed_at, now), std::string(report.reason), report.spent,
                      node});
  }
  return states;
}

bool same(const std::vector<ProviderReport>& a, const std::vector<ProviderReport>& b) {
  return std::ranges::equal(a, b, {}, &ProviderReport::down, &ProviderReport::down);
}

void wait(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, kLook, [] { return false; });
}

}  // namespace

void run_board(Dispatch& dispatch, const Transport& transport, std::uint64_t run,
               const std::stop_token& stop) {
  std::vector<ProviderReport> told;
  std::optional<Clock::time_point> told_at;
  while (!stop.stop_requested()) {
    std::vector<ProviderReport> reports = transport.reports();
    const bool due = !told_at || Clock::now() - *told_at >= kAgain || !same(reports, told);
    if (due && !reports.empty()) {
      try {
        dispatch.report(run, states_of(reports, dispatch.now()));
        told = std::move(reports);
        told_at = Clock::now();
      } catch (const StorageError&) {
        // The lanes say that the database is away; the next look tells all of it.
      }
    }
    wait(stop);
  }
}

}  // namespace portillon
