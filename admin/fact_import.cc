#include "admin/fact_import.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "page/derivations.h"
#include "store/purge.h"
#include "store/queries_import.h"
#include "store/repeated.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr Tries kTries{5};  // of one batch

}  // namespace

FactCounts& FactCounts::operator+=(const FactCounts& other) {
  added += other.added;
  known += other.known;
  old += other.old;
  return *this;
}

void FactImport::look_up(std::vector<ImportedFact>& batch) {
  std::vector<Digest> subjects;
  const auto ask = [&](const Digest& subject) {  // facts of one member often follow one another
    if (subjects.empty() || subjects.back() != subject) subjects.push_back(subject);
  };
  for (const ImportedFact& fact : batch) {
    ask(fact.subject.current);
    if (fact.subject.previous != fact.subject.current) ask(fact.subject.previous);
  }
  std::map<Digest, MemberId> known;
  for (const auto& [number, subject] : connection_.all_of(sql::kFindMembersOf, subjects)) {
    known[subject] = number;
  }
  for (ImportedFact& fact : batch) {
    auto found = known.find(fact.subject.current);
    if (found == known.end()) found = known.find(fact.subject.previous);
    fact.member = found == known.end() ? std::nullopt : std::optional(found->second);
  }
}

FactCounts FactImport::write(const std::vector<ImportedFact>& batch) {
  return repeated(kTries, [&] { return try_write(batch); });
}

FactCounts FactImport::try_write(const std::vector<ImportedFact>& batch) {
  const Time now = read_clock(connection_);
  FactCounts counts;
  std::vector<std::tuple<std::uint64_t, std::string, Digest, std::chrono::sys_days>> rows, former;
  for (const auto& [row, subject, line, member] : batch) {
    if (!member) continue;
    if (row.dated < oldest_asked(row.kind, limits_, now)) {
      ++counts.old;
    } else if (member == kNobody) {
      ++counts.added;
    } else {
      const Lookup answer =
          proof_lookup(keys_, *member, row.kind, std::to_string(row.amount.cents()));
      const std::string kind(name_of(row.kind));
      if (answer.previous != answer.current) {
        former.emplace_back(*member, kind, answer.previous, row.dated);
      }
      rows.emplace_back(*member, kind, answer.current, row.dated);
    }
  }
  if (rows.empty()) return counts;
  std::ranges::sort(rows);  // two lanes at the same facts take their locks in the same order
  Transaction transaction(connection_);
  std::uint64_t moved = 0;
  for (const auto& [member, kind, answer, dated] : former) {
    moved += connection_.run(sql::kEndFact, member, kind, answer, dated);
  }
  const std::uint64_t written = connection_.run_all(sql::kAddFacts, rows);
  counts.added += written - std::min(moved, written);
  counts.known += rows.size() - (written - std::min(moved, written));
  if (!dry_run_) transaction.commit();
  return counts;
}

}  // namespace portillon
