#pragma once
// What makes it show when the end of a chain, or a whole one, is taken away. An anchor is a row of
// the chain kAnchorChain under the command's key, whose detail is a digest of the table
// audit_heads: how far every chain had come, and up to where purge cut it. Written once an hour,
// it costs by the chains (one a worker and restart), not by the rows. Who may write to the database
// could still put the whole of it back to an earlier hour: so each anchor is also a line for
// another machine, against which audit_verify.h checks.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/audit_chain.h"

namespace portillon {

// A row of audit_heads.
struct AuditHead {
  std::uint64_t chain = 0;
  std::uint64_t seq = 0;  // of the last row that was anchored
  Digest mac{};
  Time at{};
  std::uint64_t cut_seq = 0;  // of the last row that purge took away
  Digest cut_mac{};

  bool operator==(const AuditHead&) const = default;
};

// The table is not the one that the last anchor saw: the trail was tampered with. Nothing was
// anchored, so that what shows it stays.
struct AuditTampered : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Anchor {
  AuditLink row;                 // the anchor itself; its seq counts the anchors
  std::vector<AuditHead> moved;  // chains that went on, or are new, since the one before
};

class AuditKeeper {
 public:
  // Account admin; ring audit_admin. `by`: the operator. Unlike pages, it reads before it writes.
  AuditKeeper(Connection& connection, const Keys& keys, Random& random, std::string by)
      : connection_(connection), keys_(keys), random_(random), by_(std::move(by)) {}

  // Throws AuditTampered, or StorageError.
  Anchor anchor() { return anchor_with({}); }

  struct Cut {
    Anchor anchor;
    std::uint64_t rows = 0;  // deleted
  };
  // Rows of `until` and before: their places are anchored first, then they are deleted, at most
  // `batch` in one transaction. Interrupted, the next call goes on.
  Cut cut(Time until, unsigned batch);

 private:
  struct Expired {
    std::uint64_t chain = 0;
    std::uint64_t seq = 0;  // the last one
  };
  std::vector<Expired> find_expired(Time until);
  Anchor anchor_with(const std::vector<Expired>&);
  Anchor try_anchor(const std::vector<Expired>&);
  AuditLink last_anchor();
  void move_on(std::uint64_t chain, std::uint64_t seq, Anchor&);
  void cut_off(const Expired&);
  void forget_ended();

  Connection& connection_;
  const Keys& keys_;
  Random& random_;
  std::string by_;
};

// Calls `with` for each row of audit_heads, in the order of the chains.
void each_head(Connection&, const std::function<void(const AuditHead&)>& with);
std::optional<AuditHead> find_head(Connection&, std::uint64_t chain);
// Of the whole table, 43 characters: what an anchor's detail must be.
std::string heads_digest(Connection&);

}  // namespace portillon
