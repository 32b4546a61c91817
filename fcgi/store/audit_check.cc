#include "store/audit_check.h"

#include <limits>

#include "store/queries.h"

namespace portillon {
namespace {

constexpr unsigned kAtOnce = 2000;
constexpr std::size_t kMostTold = 100;

const KeyRing* ring_of(const Keys& keys, const std::string& writer) {
  try {
    return &keys.ring(audit_purpose(writer));
  } catch (const KeyError&) {
    return nullptr;
  }
}

std::string rows_text(std::uint64_t from, std::uint64_t to) {
  return "rows " + std::to_string(from) + " to " + std::to_string(to);
}

}  // namespace

ChainCheck::ChainCheck(const Keys& keys, std::uint64_t chain, const std::optional<AuditHead>& head,
                       const RememberedHead* remembered, Time kept_since)
    : keys_(keys), head_(head), remembered_(remembered), kept_since_(kept_since) {
  previous_.chain = chain;
  if (head_) {
    previous_.seq = head_->cut_seq;
    previous_.mac = head_->cut_mac;
  }
}

void ChainCheck::run(Connection& connection) {
  for (std::uint64_t from = 0;;) {
    const auto lines = connection.all(sql::kFindChained, previous_.chain, from, kAtOnce);
    for (const auto& [id, seq, key, mac, at, event, subject, device, page, detail] : lines) {
      check({id, seq, key, mac, {at, event, subject, device, page, detail}});
    }
    if (lines.size() < kAtOnce) break;
    from = std::get<1>(lines.back()) + 1;
  }
  check_end();
}

void ChainCheck::check(const Line& line) {
  const BrokenRow here{line.id, previous_.chain, line.seq, line.row.at, line.row.page, {}};
  if (line.seq <= previous_.seq) {  // taken away by a cut already; purge deletes it a moment later
    if (line.row.at > kept_since_) complain(here, "stands where purge had cut the chain");
    return;
  }
  if (rows_++ == 0) {
    writer_ = line.row.page;
    first_at_ = line.row.at;
    first_id_ = line.id;
  }
  if (line.seq == previous_.seq + 1) {
    check_mac(here, line);
  } else {
    // Nobody knows the MAC of the row before it: the one after is checked again.
    complain(here, rows_text(previous_.seq + 1, line.seq - 1) + " before it are gone" +
                       (rows_ == 1 ? ", and no purge recorded that" : ""));
  }
  check_place(here, line.mac);
  previous_ = {previous_.chain, line.seq, line.mac, line.row.at};
}

void ChainCheck::check_place(const BrokenRow& here, const Digest& mac) {
  if (head_ && here.seq == head_->seq && mac != head_->mac) {
    complain(here, "is another row than the last anchor saw in its place");
  }
  if (remembered_ != nullptr && here.seq == remembered_->seq &&
      !view(mac).starts_with(remembered_->mac)) {
    complain(here, "is another row than the anchor file has in its place");
  }
}

void ChainCheck::check_mac(const BrokenRow& here, const Line& line) {
  const KeyRing* ring = ring_of(keys_, line.row.page);
  if (ring == nullptr) return complain(here, "its writer is unknown");
  if (line.row.page != writer_) return complain(here, "its writer is not the one of its chain");
  const bool possible = line.key <= std::numeric_limits<std::uint8_t>::max();
  const auto expected =
      possible ? audit_mac(*ring, static_cast<std::uint8_t>(line.key), previous_, line.row)
               : std::nullopt;
  if (!expected) {
    return complain(
        here, "the key " + std::to_string(line.key) + " is not in " + audit_purpose(line.row.page));
  }
  if (!equal(*expected, line.mac)) complain(here, "is not what its writer wrote there");
}

void ChainCheck::check_end() {
  std::uint64_t most = head_ ? head_->seq : 0;
  std::string_view who = "the last anchor";
  // What purge took away whole is in no table any more.
  const bool may_be_gone = remembered_ == nullptr || remembered_->at <= kept_since_;
  if (!may_be_gone && remembered_->seq > most) {
    most = remembered_->seq;
    who = "the anchor file";
  }
  if (previous_.seq >= most) return;
  complain({0, previous_.chain, previous_.seq + 1, {}, writer_, {}},
           rows_text(previous_.seq + 1, most) + " are gone: " + std::string(who) + " saw them");
}

void ChainCheck::complain(BrokenRow row, std::string what) {
  row.what = std::move(what);
  if (broken_.size() < kMostTold) broken_.push_back(std::move(row));
}

}  // namespace portillon
