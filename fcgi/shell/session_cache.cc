#include "shell/session_cache.h"

#include <utility>

namespace portillon {

SessionCache::SessionCache(Storage& inner, Clock clock) : inner_(inner), clock_(std::move(clock)) {}

Standing SessionCache::load(const std::optional<SessionId>& journey,
                            const std::optional<SessionId>& full) {
  if (journey || !full) return inner_.load(journey, full);
  const auto asked = clock_();  // before the query: its answer may be as old as that
  if (const auto found = kept_.find(*full); found != kept_.end()) {
    if (asked - found->second.at < kKept) return found->second.standing;
    kept_.erase(found);
  }
  Standing standing = inner_.load(journey, full);
  if (!standing.full) return standing;
  if (kept_.size() >= kMost) {
    std::erase_if(kept_, [&](const auto& each) { return asked - each.second.at >= kKept; });
  }
  if (kept_.size() < kMost) kept_.emplace(*full, Kept{standing, asked});
  return standing;
}

bool SessionCache::apply(const Effects& effects, const Change& change) {
  kept_.clear();
  return inner_.apply(effects, change);
}

}  // namespace portillon
