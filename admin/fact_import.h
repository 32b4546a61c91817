#pragma once
// Writes amounts with their day, as keyed hashes.

#include <cstdint>
#include <functional>
#include <optional>
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
  std::optional<MemberId> member{};  // kNobody: one whom a dry run did not write
};

struct FactCounts {
  std::uint64_t added = 0;
  std::uint64_t known = 0;  // were there already
  std::uint64_t old = 0;    // no question goes back that far: not kept
  FactCounts& operator+=(const FactCounts&);
};

// Of one thread and its connection.
class FactImport {
 public:
  // Wants the ring proof. `dry_run`: counts the same and writes nothing.
  FactImport(Connection& connection, const Keys& keys, const Limits& limits, bool dry_run)
      : connection_(connection), keys_(keys), limits_(limits), dry_run_(dry_run) {}

  // Sets `member` of those who are on file.
  void look_up(std::vector<ImportedFact>& batch);
  // In one transaction, again when somebody was quicker. Leaves out what is nobody's. Throws
  // StorageError.
  FactCounts write(const std::vector<ImportedFact>& batch);

 private:
  FactCounts try_write(const std::vector<ImportedFact>& batch);

  Connection& connection_;
  const Keys& keys_;
  const Limits& limits_;
  bool dry_run_;
};

}  // namespace portillon
