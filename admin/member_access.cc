#include "admin/member_access.h"

#include "page/world.h"
#include "parts/freezing.h"
#include "parts/recovery_limits.h"
#include "shell/start_error.h"
#include "store/apply.h"
#include "store/queries.h"
#include "store/records.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr int kMostTries = 20;

Queue letter_to(const MemberFound& member, Time now, Random& random) {
  Queue order;
  order.key = new_message_key(random);
  order.kind = MessageKind::temporary;
  order.channel = Channel::letter;
  order.subject = member.subject;
  order.member = member.member;
  order.on_file_before = now;
  return order;
}

// The operator's name stands where pages have the device.
Applying applying_at(Time now, const std::string& by, const Limits& limits, Random& random,
                     AuditChain& audit) {
  return {now, by, {}, {}, {}, {}, limits, random, audit};
}

}  // namespace

std::optional<MemberFound> MemberAccess::find(const Reference& reference) {
  const Time since = read_clock(connection_) - kReferenceKnown;
  const auto rows = connection_.all(sql::kFindReferenced, reference.text(), since);
  if (rows.empty()) return std::nullopt;
  if (rows.size() > 1) {
    throw StartError("messages to several members have this reference: use --identifier-stdin");
  }
  const auto& [subject, member, frozen] = rows.front();
  return MemberFound{member, subject, frozen};
}

std::optional<MemberFound> MemberAccess::find(const Lookup& subject) {
  const auto row = connection_.one(sql::kFindFrozen, subject.current, subject.previous);
  if (!row) return std::nullopt;
  return MemberFound{std::get<0>(*row), subject.current, std::get<1>(*row)};
}

void MemberAccess::freeze(const MemberFound& member) {
  if (member.frozen) return;
  for (int tries = 0; tries < kMostTries; ++tries) {
    const Time now = read_clock(connection_);
    Effects effects = portillon::freeze(member.member, member.subject, now, random_);
    effects.emplace_back(Audit{Event::frozen_by_operator, member.subject, {}});
    const Applying applying = applying_at(now, by_, limits_, random_, audit_);
    if (apply(connection_, effects, applying) == Applied::done) return;
  }
  throw StorageError("the member's rows are in use: nothing was changed");
}

std::optional<Time> MemberAccess::send_letter(const MemberFound& member, std::string_view beyond) {
  for (int tries = 0; tries < kMostTries; ++tries) {
    const Time now = read_clock(connection_);
    const Recovery recovery = SqlRecords(connection_, limits_).recovery(member.subject, now);
    const auto next = next_letter_to_member_at(recovery, limits_, now);
    if (next && beyond.empty()) return next;
    // Saved as it was read: another letter at the same moment makes this one count again.
    const Effects effects = {SaveRecovery{recovery}, letter_to(member, now, random_),
                             Audit{Event::letter_by_operator, member.subject, std::string(beyond)}};
    const Applying applying = applying_at(now, by_, limits_, random_, audit_);
    if (apply(connection_, effects, applying) == Applied::done) return std::nullopt;
  }
  throw StorageError("the member's rows are in use: nothing was changed");
}

}  // namespace portillon
