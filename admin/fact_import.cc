#include "admin/fact_import.h"

#include "page/derivations.h"
#include "store/queries_import.h"

namespace portillon {

FactImport::FactImport(Connection& connection, const Keys& keys, const Limits& limits, bool dry_run,
                       std::function<bool(const SubjectId&)> will_be_member)
    : connection_(connection),
      keys_(keys),
      limits_(limits),
      dry_run_(dry_run),
      will_be_member_(std::move(will_be_member)) {}

FactCounts FactImport::write(std::span<const ImportedFact> batch, Time now) {
  FactCounts counts;
  Transaction transaction(connection_);
  for (const ImportedFact& fact : batch) {
    const auto member = member_of(fact.subject);
    if (!member && !(dry_run_ && will_be_member_(fact.subject.current))) {
      counts.unknown.push_back(fact.line);
    } else if (is_old(fact.row, now)) {
      ++counts.old;
    } else if (!member) {
      ++counts.added;
    } else {
      const Lookup answer =
          proof_lookup(keys_, *member, fact.row.kind, std::to_string(fact.row.amount.cents()));
      const std::string kind(name_of(fact.row.kind));
      const bool moved =
          answer.previous != answer.current &&
          connection_.run(sql::kEndFact, *member, kind, answer.previous, fact.row.dated) > 0;
      const bool added =
          connection_.run(sql::kAddFact, *member, kind, answer.current, fact.row.dated) > 0;
      ++(added && !moved ? counts.added : counts.known);
    }
  }
  if (!dry_run_) transaction.commit();
  return counts;
}

std::optional<MemberId> FactImport::member_of(const Lookup& subject) {
  if (last_member_ && subject.current == last_subject_) return last_member_;
  const auto found = connection_.one(sql::kFindMemberOfFact, subject.current, subject.previous);
  last_subject_ = subject.current;
  last_member_ = found ? std::optional(std::get<0>(*found)) : std::nullopt;
  return last_member_;
}

// What no question asks for any more is not collected. One day of grace: the window is counted from
// the moment of the question.
bool FactImport::is_old(const FeedFact& fact, Time now) const {
  const auto window =
      fact.kind == FactKind::benefit ? limits_.benefit_window : limits_.contribution_window;
  return fact.dated < std::chrono::floor<std::chrono::days>(now - window) - std::chrono::days(1);
}

}  // namespace portillon
