#include "courier/provider_chain.h"

#include <algorithm>

namespace portillon {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kLeast{1000};  // with less time than this nobody is begun with
constexpr std::string_view kNoProvider = "no_provider";
constexpr std::string_view kAllDown = "all_down";
// A channel without any provider shows under this name, and down.
constexpr std::string_view kMissing = "none";

milliseconds left_until(Clock::time_point deadline) {
  return std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
}

}  // namespace

void ProviderChain::add(Channel channel, std::unique_ptr<Provider> provider) {
  auto line = std::make_unique<Line>();
  line->report.name = provider->name();
  line->report.channel = channel;
  line->channel = channel;
  line->provider = std::move(provider);
  lines_.push_back(std::move(line));
}

std::vector<ProviderChain::Line*> ProviderChain::of(Channel channel) const {
  std::vector<Line*> found;
  for (const auto& line : lines_) {
    if (line->channel == channel) found.push_back(line.get());
  }
  return found;
}

Handover ProviderChain::send(const Envelope& envelope) {
  const auto deadline = Clock::now() + kHandoverWithin - kLeast;
  const std::vector<Line*> lines = of(envelope.channel);
  Handover last{Answer::unavailable, lines.empty() ? kNoProvider : kAllDown, {}, {}};
  for (auto line = lines.begin(); line != lines.end(); ++line) {
    const milliseconds left = left_until(deadline);
    if (left < kLeast) break;
    if (!(*line)->breaker.admit(Clock::now())) continue;
    // One that hangs leaves the next one time enough.
    const bool another = line + 1 != lines.end();
    last = tried(**line, envelope, another ? left / 2 : left);
    if (last.answer != Answer::unavailable) break;
  }
  return last;
}

Handover ProviderChain::tried(Line& line, const Envelope& envelope, milliseconds within) {
  const auto begun = Clock::now();
  Handover handover;
  try {
    handover = line.provider->send(envelope, within);
  } catch (const std::exception&) {
    // Not its words: they may quote what was being sent.
    handover = {Answer::unavailable, "error", {}, {}};
  }
  handover.provider = line.report.name;
  note(line, handover, Clock::now() - begun);
  return handover;
}

void ProviderChain::note(Line& line, const Handover& handover, Clock::duration took) {
  const auto now = Clock::now();
  const bool good = works(handover.answer);
  if (good) {
    line.breaker.succeeded();
  } else {
    constexpr std::uint32_t kSteps = 1000;
    line.breaker.failed(now, static_cast<double>(random_below(random_, kSteps)) / kSteps);
  }
  const std::scoped_lock lock(line.mutex);
  ProviderReport& report = line.report;
  report.spent += std::chrono::round<milliseconds>(took);
  if (handover.answer == Answer::accepted) {
    ++report.accepted;
    report.accepted_at = now;
  }
  if (good) return;
  ++report.failed;
  report.failed_at = now;
  report.reason = handover.reason;
}

Clock::time_point ProviderChain::ready_at(Channel channel) const {
  Clock::time_point first = Clock::time_point::max();
  for (const Line* line : of(channel)) first = std::min(first, line->breaker.ready_at());
  return first;
}

std::vector<ProviderReport> ProviderChain::reports() const {
  std::vector<ProviderReport> all;
  for (const Channel channel : {Channel::sms, Channel::email, Channel::letter}) {
    const std::vector<Line*> lines = of(channel);
    for (const Line* line : lines) {
      const std::scoped_lock lock(line->mutex);
      all.push_back(line->report);
      all.back().down = line->breaker.down();
      all.back().failures = line->breaker.failures();
    }
    if (!lines.empty()) continue;
    ProviderReport& missing = all.emplace_back();
    missing.name = std::string(kMissing) + "-" + std::string(name_of(channel));
    missing.channel = channel;
    missing.down = true;
    missing.reason = kNoProvider;
  }
  return all;
}

// What one provider cannot do now keeps no other from it; it says so itself.
void ProviderChain::tend(Channel channel, Dispatch& dispatch) {
  for (const Line* line : of(channel)) line->provider->tend(dispatch);
}

}  // namespace portillon
