#include "admin/member_access.h"

#include "page/world.h"
#include "parts/freezing.h"
#include "parts/recovery_limits.h"
#include "shell/start_error.h"
#include "store/queries.h"
#include "store/records.h"
#include "store/sessions.h"

namespace portillon {
namespace {

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
  steps_.take([&](Time now) {
    Effects effects = portillon::freeze(member.member, member.subject, now, random_);
    effects.emplace_back(Audit{Event::frozen_by_operator, member.subject, {}});
    return effects;
  });
}

void MemberAccess::end_sessions(const MemberFound& member) {
  steps_.take([&](Time) -> Effects {
    return {EndOtherSessions{member.member, member.subject},
            Audit{Event::sessions_ended_by_operator, member.subject, {}}};
  });
}

std::optional<Time> MemberAccess::send_letter(const MemberFound& member, std::string_view beyond) {
  std::optional<Time> next;
  steps_.take([&](Time now) -> Effects {
    const Recovery recovery = SqlRecords(connection_, limits_).recovery(member.subject, now);
    next = next_letter_to_member_at(recovery, limits_, now);
    if (next && beyond.empty()) return {};
    next.reset();
    // Saved as it was read: another letter at the same moment makes this one count again.
    return {SaveRecovery{recovery}, letter_to(member, now, random_),
            Audit{Event::letter_by_operator, member.subject, std::string(beyond)}};
  });
  return next;
}

}  // namespace portillon
