#pragma once
// Whether the audit trail is what its writers wrote: every MAC, every gap, every head that an
// anchor or another machine remembers. Reads chain by chain, some rows at a time: its memory does
// not grow with the table. Changes nothing, and may run beside pages, anchors and purge.

#include <map>
#include <string>
#include <vector>

#include "store/audit_check.h"

namespace portillon {

struct Verdict {
  struct Writer {
    std::uint64_t rows = 0;
    std::uint64_t chains = 0;
  };
  std::map<std::string, Writer> writers;
  std::uint64_t rows = 0;  // chained ones
  std::uint64_t unchained = 0;
  std::optional<Time> unchained_from;
  std::optional<Time> unchained_to;
  std::uint64_t anchors = 0;
  std::optional<Time> last_anchor;

  std::uint64_t broken = 0;         // places
  std::optional<BrokenRow> first;   // the one with the lowest id
  std::vector<std::string> unsure;  // what no row can be named for: audit_heads itself

  bool good() const { return broken == 0 && unsure.empty(); }
};

// `keys`: audit_ACCOUNT of every writer. `kept`: rows of that age may have been purged. Throws
// StorageError.
Verdict verify_audit(Connection&, const Keys& keys, const Remembered&, std::chrono::seconds kept);

}  // namespace portillon
