#include "store/audit_anchor.h"

#include "crypto/mac.h"
#include "page/events.h"
#include "store/audit_line.h"
#include "store/drain.h"
#include "store/queries.h"
#include "store/repeated.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr unsigned kAtOnce = 1000;
constexpr Tries kTries{5};
// A row is written with the time at which its request began, and may have been on its way when the
// last anchor looked.
constexpr std::chrono::hours kOverlap{1};

AuditHead head_from(const auto& row) {
  const auto& [chain, seq, mac, at, cut_seq, cut_mac] = row;
  return {chain, seq, mac, at, cut_seq, cut_mac};
}

void add(Connection& connection, const AuditHead& head) {
  connection.run(sql::kAddHead, head.chain, head.seq, head.mac, head.at, head.cut_seq,
                 head.cut_mac);
}

void save(Connection& connection, const AuditHead& head) {
  connection.run(sql::kSaveHead, head.seq, head.mac, head.at, head.cut_seq, head.cut_mac,
                 head.chain);
}

}  // namespace

void each_head(Connection& connection, const std::function<void(const AuditHead&)>& with) {
  for (std::uint64_t after = 0;;) {
    const auto rows = connection.all(sql::kFindHeads, after, kAtOnce);
    for (const auto& row : rows) with(head_from(row));
    if (rows.size() < kAtOnce) return;
    after = std::get<0>(rows.back());
  }
}

std::optional<AuditHead> find_head(Connection& connection, std::uint64_t chain) {
  const auto row = connection.one(sql::kFindHead, chain);
  return row ? std::optional(head_from(*row)) : std::nullopt;
}

// Folded head by head, so that its memory does not grow with the chains.
std::string heads_digest(Connection& connection) {
  Digest digest{};
  each_head(connection, [&](const AuditHead& head) {
    std::string text(view(digest));
    text += hex_of(head.chain) + hex_of(head.seq);
    text += view(head.mac);
    text += sql_text(head.at) + hex_of(head.cut_seq);
    text += view(head.cut_mac);
    digest = sha256(text);
  });
  return to_base64url(view(digest));
}

AuditKeeper::Cut AuditKeeper::cut(Time until, unsigned batch) {
  const std::vector<Expired> expired = find_expired(until);
  Cut cut{anchor_with(expired), 0};
  const auto repeat = [&](auto remove) { cut.rows += drain(batch, remove); };
  for (const Expired& one : expired) {
    const auto head = find_head(connection_, one.chain);
    if (!head) continue;
    repeat([&] {
      return connection_.run(sql::kPurgeChained, one.chain, head->cut_seq, until, batch);
    });
  }
  repeat([&] { return connection_.run(sql::kPurgeUnchained, until, batch); });
  return cut;
}

// Of each chain what comes before the first younger row: a writer that was taken over must not have
// its past deleted by dating a row back.
std::vector<AuditKeeper::Expired> AuditKeeper::find_expired(Time until) {
  std::vector<Expired> expired;
  for (const auto& [chain, most] : connection_.all(sql::kFindExpired, until)) {
    const auto head = find_head(connection_, chain);
    const std::uint64_t cut = head ? head->cut_seq : 0;
    std::uint64_t seq = most;
    if (const auto younger = connection_.one(sql::kFindYounger, chain, cut, until)) {
      const auto before = connection_.one(sql::kFindBefore, chain, std::get<0>(*younger));
      seq = before ? std::get<0>(*before) : cut;
    }
    expired.push_back({chain, seq});
  }
  return expired;
}

// Two commands at the same moment both go on from the same anchor, and one of them tries again.
Anchor AuditKeeper::anchor_with(const std::vector<Expired>& expired) {
  return repeated(kTries, [&] { return try_anchor(expired); });
}

Anchor AuditKeeper::try_anchor(const std::vector<Expired>& expired) {
  Anchor anchor;
  Transaction transaction(connection_);
  const AuditLink last = last_anchor();
  const Time since = last.seq == 0 ? Time{} : last.at - kOverlap;
  for (const auto& [chain, seq] : connection_.all(sql::kFindMoved, since)) {
    move_on(chain, seq, anchor);
  }
  for (const Expired& one : expired) cut_off(one);
  forget_ended();
  AuditChain chain(keys_, "admin", random_, last);
  chain.begin();
  chain.add(connection_, {read_clock(connection_),
                          std::string(name_of(Event::audit_anchored)),
                          {},
                          by_,
                          {},
                          heads_digest(connection_)});
  transaction.commit();
  chain.committed();
  anchor.row = chain.last();
  return anchor;
}

// The one to go on from, if the table of heads is still the one that it saw.
AuditLink AuditKeeper::last_anchor() {
  const auto row = connection_.one(sql::kFindLastLink, kAnchorChain);
  const std::string digest = heads_digest(connection_);
  const std::string seen = row ? std::get<3>(*row) : to_base64url(view(Digest{}));
  if (digest != seen) {
    if (connection_.one(sql::kFindLastLink, kAnchorChain) != row) {
      throw Conflict("another anchor was written meanwhile");
    }
    throw AuditTampered(
        "the table audit_heads is not the one that the last anchor saw: nothing "
        "was anchored (portillon audit verify)");
  }
  if (!row) return {kAnchorChain, 0, {}, {}};
  return {kAnchorChain, std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
}

// A chain that became shorter keeps the head that it had: verifying tells.
void AuditKeeper::move_on(std::uint64_t chain, std::uint64_t seq, Anchor& anchor) {
  const auto known = find_head(connection_, chain);
  if (known && known->seq >= seq) return;
  const auto link = connection_.one(sql::kFindLink, chain, seq);
  if (!link) return;  // purged at this very moment
  AuditHead head = known.value_or(AuditHead{chain, 0, {}, {}, 0, {}});
  head.seq = seq;
  head.mac = std::get<0>(*link);
  head.at = std::get<1>(*link);
  known ? save(connection_, head) : add(connection_, head);
  anchor.moved.push_back(head);
}

void AuditKeeper::cut_off(const Expired& expired) {
  const auto known = find_head(connection_, expired.chain);
  if (known && known->cut_seq >= expired.seq) return;
  const auto link = connection_.one(sql::kFindLink, expired.chain, expired.seq);
  if (!link) return;
  AuditHead head = known.value_or(AuditHead{expired.chain, 0, {}, {}, 0, {}});
  head.cut_seq = expired.seq;
  head.cut_mac = std::get<0>(*link);
  if (head.seq < expired.seq) {
    head.seq = expired.seq;
    head.mac = std::get<0>(*link);
    head.at = std::get<1>(*link);
  }
  known ? save(connection_, head) : add(connection_, head);
}

// Chains of which no row is left; their workers began another one long ago (kLongestRest).
void AuditKeeper::forget_ended() {
  std::vector<std::uint64_t> ended;
  each_head(connection_, [&](const AuditHead& head) {
    if (head.cut_seq == head.seq && head.chain != kAnchorChain) ended.push_back(head.chain);
  });
  for (const std::uint64_t chain : ended) {
    if (!connection_.one(sql::kFindLastLink, chain)) connection_.run(sql::kForgetHead, chain);
  }
}

}  // namespace portillon
