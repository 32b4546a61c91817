#pragma once
// The check of one chain of the audit trail, from its first row to its last.

#include <optional>
#include <string>
#include <vector>

#include "store/audit_line.h"

namespace portillon {

struct BrokenRow {
  std::uint64_t id = 0;  // 0: the row is not there
  std::uint64_t chain = 0;
  std::uint64_t seq = 0;
  std::optional<Time> at;
  std::string writer;  // empty: not known
  std::string what;
};

class ChainCheck {
 public:
  // `head`: what the last anchor saw of the chain, and where purge cut it; `remembered`: what
  // another machine did, may be null. Rows older than `kept_since` may have been purged. `keys` and
  // `remembered` must outlive it.
  ChainCheck(const Keys& keys, std::uint64_t chain, const std::optional<AuditHead>& head,
             const RememberedHead* remembered, Time kept_since);

  void run(Connection&);

  std::uint64_t rows() const { return rows_; }
  const std::string& writer() const { return writer_; }  // of the first row, as of all
  std::optional<Time> first_at() const { return first_at_; }
  std::uint64_t first_id() const { return first_id_; }
  const std::vector<BrokenRow>& broken() const { return broken_; }  // the first hundred

 private:
  struct Line {
    std::uint64_t id = 0;
    std::uint64_t seq = 0;
    unsigned key = 0;
    Digest mac{};
    AuditRow row;
  };
  void check(const Line&);
  void check_place(const BrokenRow& here, const Digest& mac);
  void check_mac(const BrokenRow& here, const Line&);
  void check_end();
  void complain(BrokenRow, std::string what);

  const Keys& keys_;
  std::optional<AuditHead> head_;
  const RememberedHead* remembered_;
  Time kept_since_;
  AuditLink previous_;
  std::uint64_t rows_ = 0;
  std::string writer_;
  std::optional<Time> first_at_;
  std::uint64_t first_id_ = 0;
  std::vector<BrokenRow> broken_;
};

}  // namespace portillon
