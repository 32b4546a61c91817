#pragma once
// Deletes what has expired. Costs by what expires, not by what is kept.

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "page/settings.h"
#include "page/types.h"
#include "store/audit_anchor.h"

namespace portillon {

struct Purged {
  std::string_view table;
  std::uint64_t rows = 0;
};

// The day from which on a fact of this kind may still be asked for: with one of grace, since the
// window is counted from the moment of the question. What is older is neither taken nor kept. Not
// of the Vitale serial, which has no day.
std::chrono::sys_days oldest_asked(FactKind kind, const Limits& limits, Time now);

inline constexpr std::chrono::hours kAuditKept{365 * 24};

// All but the audit trail, in transactions of at most `batch` rows each, so that nobody waits long
// for a lock. The trail goes by AuditKeeper::cut(). `told`: after each, how many rows so far.
std::vector<Purged> purge(
    Connection&, const Limits&, unsigned batch = 1000,
    const std::function<void(std::uint64_t)>& told = [](std::uint64_t) {});
// The trail, and the anchor that says where it was cut.
AuditKeeper::Cut purge_audit(Connection&, AuditKeeper&, unsigned batch = 1000);

}  // namespace portillon
