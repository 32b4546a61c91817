#pragma once
// Writes amounts with their day, as keyed hashes.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "admin/feed.h"
#include "page/settings.h"
#include "page/types.h"
#include "store/connection.h"

namespace portillon {

struct ImportedFact {
  FeedFact row;
  Lookup subject;
  std::size_t line = 0;
};

struct FactCounts {
  std::uint64_t added = 0;
  std::uint64_t known = 0;           // were there already
  std::uint64_t old = 0;             // no question goes back that far: not kept
  std::vector<std::size_t> unknown;  // lines whose identifier is no member's
};

class FactImport {
 public:
  // Wants the ring proof. `will_be_member` tells, in a dry run, that the members' file would have
  // added this subject.
  FactImport(Connection& connection, const Keys& keys, const Limits& limits, bool dry_run,
             std::function<bool(const SubjectId&)> will_be_member);

  // In one transaction. Throws Conflict (nothing was written; may be repeated) or StorageError.
  FactCounts write(std::span<const ImportedFact> batch, Time now);

 private:
  std::optional<MemberId> member_of(const Lookup& subject);
  bool is_old(const FeedFact& fact, Time now) const;

  Connection& connection_;
  const Keys& keys_;
  const Limits& limits_;
  bool dry_run_;
  std::function<bool(const SubjectId&)> will_be_member_;
  // Facts of one member often follow one another.
  SubjectId last_subject_{};
  std::optional<MemberId> last_member_;
};

}  // namespace portillon
