#include "admin/breached_build.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <vector>

#include "admin/breached_list.h"
#include "admin/breached_writer.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

// Enough to tell the number of all within 2 % or so, and little enough to be held.
constexpr std::size_t kSample = std::size_t{1} << 16;
constexpr double kTolerance = 0.05;
constexpr std::uint64_t kLinesBetweenReports = std::uint64_t{1} << 18;
constexpr double kAllHashes = 0x1p64;

double share_before(const BreachListHash& hash) {
  return static_cast<double>(breached::leading(hash)) / kAllHashes;
}

std::string name_of_list(const BreachedOrder& order) {
  return order.from == "-" ? "standard input" : order.from;
}

// A download that was cut off is sorted and well-formed: only its end tells.
void require_whole(const std::string& name, std::uint64_t entries, std::uint64_t expected) {
  const double off = static_cast<double>(entries) / static_cast<double>(expected) - 1;
  if (std::abs(off) <= kTolerance) return;
  throw StartError(name + ": has " + std::to_string(entries) + " hashes where its beginning lets " +
                   std::to_string(expected) + " be expected: it is not whole");
}

std::int64_t unix_time() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::floor<std::chrono::seconds>(now).count();
}

}  // namespace

std::uint64_t expected_entries(std::uint64_t sample, const BreachListHash& last) {
  const double share = std::max(share_before(last), 1 / kAllHashes);
  return static_cast<std::uint64_t>(std::min(static_cast<double>(sample) / share,
                                             2.0 * static_cast<double>(breached::kMostEntries)));
}

BreachedBuilt build_breached(const BreachedOrder& order, int list, std::ostream& refused,
                             const BreachedProgress& progress) {
  const std::string name = name_of_list(order);
  BreachedList source(list, name, order.at_least, refused);
  std::vector<BreachListHash> first;
  while (first.size() < kSample) {
    const auto hash = source.next();
    if (!hash) break;
    first.push_back(*hash);
  }
  if (first.empty()) throw StartError(name + ": holds no hash that is to be taken");

  const bool all = first.size() < kSample;
  const std::uint64_t expected = all ? first.size() : expected_entries(kSample, first.back());
  const double at_most = static_cast<double>(expected) * (all ? 1 : 1 + kTolerance);
  if (at_most > static_cast<double>(breached::kMostEntries)) {
    throw StartError(name + ": lets " + std::to_string(expected) + " hashes be expected: too many");
  }
  breached::Header header;
  header.rate_bits = order.rate_bits;
  header.block_bits = breached::block_bits_for(static_cast<std::uint64_t>(std::ceil(at_most)));

  BreachedWriter writer(order.output, header);
  for (const BreachListHash& hash : first) writer.add(hash);
  std::uint64_t reported = 0;
  while (const auto hash = source.next()) {
    writer.add(*hash);
    if (source.lines() < reported + kLinesBetweenReports) continue;
    reported = source.lines();
    progress(reported, share_before(*hash));
  }
  if (!all) require_whole(name, writer.entries(), expected);

  header.lines = source.lines();
  header.at_least = order.at_least;
  header.made_at = unix_time();
  header.made_from =
      order.from == "-" ? "-" : std::filesystem::path(order.from).filename().string();
  return {writer.finish(header), source.refused()};
}

}  // namespace portillon
