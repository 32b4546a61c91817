#include "store/audit_verify.h"

#include <algorithm>
#include <limits>

#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr int kMostTries = 5;  // of a chain that purge cuts, or a table that is anchored, meanwhile

class TrailCheck {
 public:
  TrailCheck(Connection& connection, const Keys& keys, const Remembered& remembered,
             std::chrono::seconds kept)
      : c_(connection),
        keys_(keys),
        remembered_(remembered),
        kept_since_(read_clock(connection) - kept) {}

  Verdict run() {
    check_anchor();
    std::uint64_t from = 0;
    while (const auto chain = next_chain(from)) {
      check_chain(*chain);
      if (*chain == std::numeric_limits<std::uint64_t>::max()) break;
      from = *chain + 1;
    }
    check_unchained();
    return std::move(verdict_);
  }

 private:
  // Of the table, of audit_heads or of the file, whichever comes first: a chain may be gone whole.
  std::optional<std::uint64_t> next_chain(std::uint64_t from) {
    std::optional<std::uint64_t> next = std::get<0>(c_.one(sql::kFindNextChain, from).value());
    const auto consider = [&](std::uint64_t chain) {
      next = std::min(next.value_or(chain), chain);
    };
    // Of audit_heads chain 0 is none: no writer has it.
    const auto heads = c_.all(sql::kFindHeads, from == 0 ? 0 : from - 1, 1U);
    if (!heads.empty()) consider(std::get<0>(heads.front()));
    const auto known = remembered_.lower_bound(from);
    if (known != remembered_.end()) consider(known->first);
    return next;
  }

  void check_chain(std::uint64_t chain) {
    const auto known = remembered_.find(chain);
    const RememberedHead* remembered = known == remembered_.end() ? nullptr : &known->second;
    for (int tries = 1;; ++tries) {
      const auto head = find_head(c_, chain);
      ChainCheck check(keys_, chain, head, remembered, kept_since_);
      check.run(c_);
      // Purge may have cut it, or an anchor moved it on, while it was read.
      if (!check.broken().empty() && tries < kMostTries && find_head(c_, chain) != head) continue;
      return take(check);
    }
  }

  void take(const ChainCheck& check) {
    for (const BrokenRow& row : check.broken()) complain(row);
    if (check.rows() == 0) return;
    Verdict::Writer& writer = verdict_.writers[check.writer()];
    ++writer.chains;
    writer.rows += check.rows();
    verdict_.rows += check.rows();
    first_at_ = std::min(first_at_.value_or(*check.first_at()), *check.first_at());
    first_id_ = std::min(first_id_.value_or(check.first_id()), check.first_id());
  }

  // The digest of the last anchor is compared with the table; its MAC is checked with its chain.
  void check_anchor() {
    for (int tries = 1;; ++tries) {
      const auto before = c_.one(sql::kFindLastLink, kAnchorChain);
      const std::string digest = heads_digest(c_);
      const auto after = c_.one(sql::kFindLastLink, kAnchorChain);
      if (before != after && tries < kMostTries) continue;
      if (!before) {
        if (!c_.all(sql::kFindHeads, std::uint64_t{0}, 1U).empty()) {
          verdict_.unsure.emplace_back("audit_heads has rows, but no anchor is there");
        }
        return;
      }
      const auto& [seq, mac, at, detail] = *before;
      verdict_.anchors = seq;
      verdict_.last_anchor = at;
      if (detail != digest) {
        verdict_.unsure.push_back("the table audit_heads is not the one that anchor " +
                                  std::to_string(seq) + " saw");
      }
      return;
    }
  }

  // Rows from before chains were known. One that came later was put there by nobody of ours.
  void check_unchained() {
    const auto [count, last_id, from, to] = c_.one(sql::kCountUnchained).value();
    verdict_.unchained = count;
    verdict_.unchained_from = from;
    verdict_.unchained_to = to;
    if (count == 0 || !first_at_) return;
    if (*to <= *first_at_ && last_id.value_or(0) < first_id_.value_or(0)) return;
    complain(
        {last_id.value_or(0), 0, 0, to, {}, "has no chain, and came after rows that have one"});
  }

  void complain(const BrokenRow& row) {
    ++verdict_.broken;
    auto& first = verdict_.first;
    // A row that is not there has no id: any that is there is named before it.
    const auto rank = [](const BrokenRow& one) {
      return one.id == 0 ? std::numeric_limits<std::uint64_t>::max() : one.id;
    };
    if (!first || rank(row) < rank(*first)) first = row;
  }

  Connection& c_;
  const Keys& keys_;
  const Remembered& remembered_;
  Time kept_since_;
  Verdict verdict_;
  std::optional<Time> first_at_;
  std::optional<std::uint64_t> first_id_;
};

}  // namespace

Verdict verify_audit(Connection& connection, const Keys& keys, const Remembered& remembered,
                     std::chrono::seconds kept) {
  return TrailCheck(connection, keys, remembered, kept).run();
}

}  // namespace portillon
