#include "tests/courier/support/memory_dispatch.h"

namespace portillon::test {

Time MemoryDispatch::now() {
  steps_.take("now");
  return clock;
}

std::vector<Claimed> MemoryDispatch::claim(unsigned most, std::chrono::seconds lease,
                                           std::optional<Channel> only) {
  steps_.take("claim");
  std::vector<Claimed> claims;
  for (auto& [key, row] : rows) {
    if (claims.size() == most) break;
    if (!row.due || *row.due > clock || (only && *only != row.order.channel)) continue;
    row.due = clock + lease;
    ++row.order.tries;
    ++row.order.lease;
    claims.push_back(row.order);
    ++row.order.crashes;
  }
  return claims;
}

std::optional<Destination> MemoryDispatch::destination(const Claimed& claimed) {
  steps_.take("destination");
  const bool verification = claimed.kind == MessageKind::verification;
  const ContactType wanted =
      claimed.channel == Channel::email ? ContactType::email : ContactType::mobile;
  std::optional<Destination> found;
  for (const ContactRow& row : contacts) {
    if (row.member != claimed.member || claimed.member == kNobody) continue;
    if (verification ? row.verification != claimed.key : row.verification != 0) continue;
    if (claimed.kind == MessageKind::recovery_tried && row.destination.type != wanted) continue;
    if (!found || row.destination.type == wanted) found = row.destination;
  }
  return found;
}

std::optional<Addressee> MemoryDispatch::addressee(const Claimed& claimed) {
  steps_.take("addressee");
  const auto found = addresses.find(claimed.member);
  if (found == addresses.end()) return std::nullopt;
  return Addressee{found->second};
}

bool MemoryDispatch::mint_code(const Claimed& claimed, const Digest& hash, Time expires_at,
                               std::string_view reference) {
  steps_.take("mint_code");
  const auto found = codes.find(claimed.subject);
  if (found == codes.end() || found->second.message != claimed.key ||
      found->second.journey != claimed.journey || !start(claimed, reference)) {
    return false;
  }
  found->second.hash = hash;
  found->second.expires_at = expires_at;
  return true;
}

bool MemoryDispatch::mint_temporary(const Claimed& claimed, const Digest& hash, Time expires_at,
                                    std::string_view reference) {
  steps_.take("mint_temporary");
  if (!start(claimed, reference)) return false;
  const auto found = temporaries.find(claimed.member);
  if (found != temporaries.end()) {
    found->second.hash = hash;
    found->second.expires_at = expires_at;
  }
  return true;
}

bool MemoryDispatch::mint_verification(const Claimed& claimed, const Digest& hash, Time expires_at,
                                       std::string_view reference) {
  steps_.take("mint_verification");
  const auto found = verifications.find(claimed.key);
  if (found == verifications.end() || !start(claimed, reference)) return false;
  found->second.hash = hash;
  found->second.expires_at = expires_at;
  return true;
}

bool MemoryDispatch::start_notice(const Claimed& claimed, std::string_view reference) {
  steps_.take("start_notice");
  return start(claimed, reference);
}

bool MemoryDispatch::handed_over(const Claimed& claimed, const Sent& sent) {
  steps_.take("handed_over");
  if (!settle(claimed, MessageState::handed_over, "")) return false;
  rows.at(claimed.key).sent = sent;
  return true;
}

bool MemoryDispatch::put_off(const Claimed& claimed, Time until, std::string_view reason) {
  steps_.take("put_off");
  if (!settle(claimed, MessageState::queued, reason)) return false;
  OutboxRow& row = rows.at(claimed.key);
  row.due = until;
  row.order.crashes = 0;
  return true;
}

bool MemoryDispatch::failed(const Claimed& claimed, std::string_view reason, const Sent& sent) {
  steps_.take("failed");
  if (!settle(claimed, MessageState::failed, reason)) return false;
  rows.at(claimed.key).sent = sent;
  return true;
}

bool MemoryDispatch::dropped(const Claimed& claimed, std::string_view reason) {
  steps_.take("dropped");
  return settle(claimed, MessageState::dropped, reason);
}

bool MemoryDispatch::given_back(const Claimed& claimed) {
  steps_.take("given_back");
  if (!ours(claimed)) return false;
  OutboxRow& row = rows.at(claimed.key);
  row.due = clock;
  --row.order.tries;
  row.order.crashes = 0;
  return true;
}

std::vector<Course> MemoryDispatch::courses(Channel) {
  steps_.take("courses");
  return real_courses;
}

std::vector<LetterFate> MemoryDispatch::letters_of(const std::string& provider,
                                                   const std::string& batch) {
  steps_.take("letters_of");
  return batches[provider + "/" + batch];
}

void MemoryDispatch::report(std::uint64_t, const std::vector<ProviderState>& states) {
  steps_.take("report");
  for (const ProviderState& state : states) providers[state.name] = state;
}

bool MemoryDispatch::spend(const Bucket& bucket) {
  steps_.take("spend");
  unsigned& uses = used[bucket.name];
  if (uses >= bucket.most) return false;
  ++uses;
  return true;
}

Level MemoryDispatch::level(const Bucket& bucket) {
  steps_.take("level");
  const auto found = used.find(bucket.name);
  return found == used.end() ? Level{} : Level{found->second, window_ends};
}

bool MemoryDispatch::ours(const Claimed& claimed) const {
  const OutboxRow& row = rows.at(claimed.key);
  return row.due && row.order.lease == claimed.lease;
}

bool MemoryDispatch::start(const Claimed& claimed, std::string_view reference) {
  if (!ours(claimed)) return false;
  OutboxRow& row = rows.at(claimed.key);
  row.state = MessageState::sending;
  row.reference = reference;
  return true;
}

bool MemoryDispatch::settle(const Claimed& claimed, MessageState state, std::string_view reason) {
  if (!ours(claimed)) return false;
  OutboxRow& row = rows.at(claimed.key);
  row.state = state;
  row.reason = reason;
  row.due.reset();
  return true;
}

}  // namespace portillon::test
