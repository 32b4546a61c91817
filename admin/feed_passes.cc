#include "admin/feed_passes.h"

#include <algorithm>
#include <deque>
#include <map>

#include "page/derivations.h"
#include "store/queries_import.h"
#include "store/sessions.h"

namespace portillon {
namespace {

std::string earlier_text(std::size_t line) {
  return "is the same as on line " + std::to_string(line);
}

// Both hashes where a rotation lasts.
void ask_for(const Lookup& subject, std::vector<Digest>& subjects) {
  subjects.push_back(subject.current);
  if (subject.previous != subject.current) subjects.push_back(subject.previous);
}

}  // namespace

std::uint64_t FeedPasses::see(FeedFile& file, Presence& presence) {
  std::uint64_t unreadable = 0;
  Lanes lanes(static_cast<unsigned>(connections_.size()), kBatch);
  CsvReader& reader = file.reader();
  lanes.run(
      reader,
      [&](unsigned lane, const CsvBatch& batch) {
        see_batch(reader, batch, connections_[lane], presence, unreadable);
      },
      idle_);
  return unreadable;
}

// A row that will be refused says all the same that its member is there.
void FeedPasses::see_batch(const CsvReader& reader, const CsvBatch& batch, Connection& connection,
                           Presence& presence, std::uint64_t& unreadable) {
  std::vector<Digest> all;
  std::vector<Lookup> leaving;
  std::uint64_t unread = 0;
  for (const CsvLine& line : batch.lines) {
    const CsvRow row = reader.row(line);
    const auto identifier = row.error ? std::nullopt : identifier_of(row.fields);
    if (!identifier) {
      ++unread;
      continue;
    }
    const Lookup subject = subjects_of(keys_, identifier->canonical());
    ask_for(subject, all);
    const auto action = parse_action(row.fields);
    if (action && *action == FeedAction::remove) leaving.push_back(subject);
  }
  std::map<Digest, MemberId> known;
  for (const auto& [member, subject] : connection.all_of(sql::kFindMembersOf, all)) {
    known[subject] = member;
  }
  const std::lock_guard lock(mutex_);
  unreadable += unread;
  for (const Lookup& subject : leaving) {
    for (const Digest& digest : {subject.current, subject.previous}) {
      const auto found = known.find(digest);
      if (found == known.end()) continue;
      presence.leaves(found->second);
      known.erase(found);
    }
  }
  for (const auto& [subject, member] : known) presence.stays(member);
}

FeedPasses::ParsedMembers FeedPasses::parse_members(const CsvReader& reader, const CsvBatch& batch,
                                                    PhoneBlocks& phones) const {
  ParsedMembers parsed;
  const VitaleShape shape{limits_.vitale_digits_min, limits_.vitale_digits_max};
  for (const CsvLine& line : batch.lines) {
    const CsvRow row = reader.row(line);
    const auto refuse = [&](RowProblems problems) {
      parsed.refused.push_back({line.number, std::move(problems)});
    };
    if (row.error) {
      refuse({{"", std::string(text_of(*row.error))}});
      continue;
    }
    const auto action = parse_action(row.fields);
    if (!action) {
      refuse(action.problem());
    } else if (*action == FeedAction::remove) {
      const auto identifier = parse_leaver(row.fields);
      if (!identifier) {
        refuse(identifier.problem());
      } else {
        parsed.leavers.push_back({subjects_of(keys_, identifier->canonical()), line.number});
      }
    } else if (auto member = parse_member(row.fields, shape, phones)) {
      const Lookup subject = subjects_of(keys_, member->identifier.canonical());
      const Seen seen = seen_of(keys_, *member);
      parsed.members.push_back({*std::move(member), subject, line.number, seen});
    } else {
      refuse(member.problem());
    }
  }
  return parsed;
}

void FeedPasses::look_up(std::vector<Leaver>& leavers, Connection& connection) const {
  if (leavers.empty()) return;
  std::vector<Digest> subjects;
  for (const Leaver& leaver : leavers) ask_for(leaver.subject, subjects);
  for (const auto& [member, subject] : connection.all_of(sql::kFindMembersOf, subjects)) {
    for (Leaver& leaver : leavers) {
      if (subject == leaver.subject.current || subject == leaver.subject.previous) {
        leaver.found = member;
      }
    }
  }
}

void FeedPasses::decide(ParsedMembers& batch, std::size_t number, Roll& roll,
                        Members& result) const {
  std::vector<ImportedMember> taken;
  const auto refuse_second = [&](std::size_t line, std::size_t earlier) {
    batch.refused.push_back({line, {{"identifier", earlier_text(earlier)}}});
  };
  const auto decide_member = [&](ImportedMember& member) {
    std::size_t earlier = 0;
    if (member.found) {
      earlier = roll.name(member.found->number, member.line);
    } else {
      const auto added = roll.add(member.subject.current, member.line, number);
      member.number = added.number;
      earlier = added.earlier;
    }
    if (earlier > 0) return refuse_second(member.line, earlier);
    taken.push_back(std::move(member));
  };
  const auto decide_leaver = [&](const Leaver& leaver) {
    if (!leaver.found) {
      ++result.gone;
    } else if (const auto earlier = roll.name(*leaver.found, leaver.line)) {
      refuse_second(leaver.line, earlier);
    } else {
      result.leavers.push_back(*leaver.found);
    }
  };
  auto member = batch.members.begin();
  auto leaver = batch.leavers.begin();
  while (member != batch.members.end() || leaver != batch.leavers.end()) {
    const bool member_next = leaver == batch.leavers.end() ||
                             (member != batch.members.end() && member->line < leaver->line);
    if (member_next) {
      decide_member(*member++);
    } else {
      decide_leaver(*leaver++);
    }
  }
  batch.members = std::move(taken);
}

FeedPasses::Members FeedPasses::members(FeedFile& file, Roll& roll) {
  Members result;
  std::deque<MemberImport> imports;  // they do not move
  for (Connection& connection : connections_) {
    imports.emplace_back(connection, keys_, roll, dry_run_);
  }
  std::vector<PhoneBlocks> phones(connections_.size());
  Lanes lanes(static_cast<unsigned>(connections_.size()), kBatch);
  CsvReader& reader = file.reader();
  const auto work = [&](unsigned lane, const CsvBatch& lines) {
    ParsedMembers batch = parse_members(reader, lines, phones[lane]);
    imports[lane].look_up(batch.members);
    look_up(batch.leavers, connections_[lane]);
    lanes.in_turn(lines, [&] {
      decide(batch, lines.number, roll, result);
      result.rows.read += lines.lines.size();
      result.rows.refused += batch.refused.size();
      tell(file.name(), batch.refused);
      if (lines.number >= lanes.most_behind()) {
        roll.forget_until(lines.number - lanes.most_behind());
      }
    });
    const MemberCounts counts = imports[lane].write(batch.members);
    const std::lock_guard lock(mutex_);
    result.members += counts;
  };
  lanes.run(reader, work, idle_);
  return result;
}

FeedPasses::Facts FeedPasses::facts(FeedFile& file, const Roll& roll,
                                    const std::function<bool(MemberId)>& leaves) {
  Facts result;
  std::vector<FactImport> imports;
  for (Connection& connection : connections_) {
    imports.emplace_back(connection, keys_, limits_, dry_run_);
  }
  const auto today = std::chrono::floor<std::chrono::days>(read_clock(connections_.front()));
  Lanes lanes(static_cast<unsigned>(connections_.size()), kBatch);
  CsvReader& reader = file.reader();
  const auto work = [&](unsigned lane, const CsvBatch& lines) {
    std::vector<ImportedFact> facts;
    std::vector<Refused> refused;
    for (const CsvLine& line : lines.lines) {
      const CsvRow row = reader.row(line);
      if (row.error) {
        refused.push_back({line.number, {{"", std::string(text_of(*row.error))}}});
      } else if (auto fact = parse_fact(row.fields, today)) {
        const Lookup subject = subjects_of(keys_, fact->identifier.canonical());
        facts.push_back({*std::move(fact), subject, line.number});
      } else {
        refused.push_back({line.number, fact.problem()});
      }
    }
    imports[lane].look_up(facts);
    for (ImportedFact& fact : facts) {
      if (fact.member && leaves(*fact.member)) fact.member.reset();
      if (!fact.member && dry_run_ && roll.added(fact.subject.current)) fact.member = kNobody;
      if (!fact.member) refused.push_back({fact.line, {{"identifier", "is no member's"}}});
    }
    lanes.in_turn(lines, [&] {
      result.rows.read += lines.lines.size();
      result.rows.refused += refused.size();
      tell(file.name(), refused);
    });
    const FactCounts counts = imports[lane].write(facts);
    const std::lock_guard lock(mutex_);
    result.facts += counts;
  };
  lanes.run(reader, work, idle_);
  return result;
}

void FeedPasses::tell(const std::string& file, std::vector<Refused>& refused) {
  std::ranges::sort(refused, {}, &Refused::line);
  for (const Refused& row : refused) refusals_.add(file, row.line, row.problems);
}

}  // namespace portillon
