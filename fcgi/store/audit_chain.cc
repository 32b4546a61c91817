#include "store/audit_chain.h"

#include "crypto/mac.h"
#include "store/queries.h"

namespace portillon {
namespace {

constexpr std::string_view kFormat = "1";
// A chain that rested for so long is not gone on with: purge forgets chains of which no row is
// left.
constexpr std::chrono::hours kLongestRest{30 * 24};

std::uint64_t new_chain(Random& random) {
  std::uint64_t chain = kAnchorChain;
  while (chain <= kAnchorChain) {
    chain = 0;
    for (const char byte : random_bytes(random, sizeof chain)) {
      chain = chain << 8U | static_cast<unsigned char>(byte);
    }
  }
  return chain;
}

}  // namespace

std::string audit_purpose(std::string_view writer) { return "audit_" + std::string(writer); }

std::optional<Digest> audit_mac(const KeyRing& ring, std::uint8_t key, const AuditLink& previous,
                                const AuditRow& row) {
  return mac_with(ring, key, "audit.row",
                  {kFormat, std::to_string(previous.chain), std::to_string(previous.seq + 1),
                   view(previous.mac), std::to_string(key), row.page, sql_text(row.at), row.event,
                   view(row.subject), row.device, row.detail});
}

void AuditChain::begin() {
  if (uncommitted_) last_ = {};
  uncommitted_ = false;
}

void AuditChain::add(Connection& connection, AuditRow row) {
  const KeyRing& ring = keys_.ring(audit_purpose(writer_));
  const bool rested = last_.chain != kAnchorChain && row.at - last_.at > kLongestRest;
  if (last_.chain == 0 || rested) last_ = {new_chain(random_), 0, {}, {}};
  row.page = writer_;
  const std::uint8_t key = ring.current().id;
  const Digest mac = audit_mac(ring, key, last_, row).value();
  last_ = {last_.chain, last_.seq + 1, mac, row.at};
  uncommitted_ = true;  // from here on the server may have it
  connection.run(sql::kAudit, row.at, row.event, row.subject, row.device, row.page, row.detail,
                 last_.chain, last_.seq, unsigned{key}, mac);
}

}  // namespace portillon
