#include "admin/import.h"

#include <algorithm>
#include <unordered_set>

#include "admin/mix.h"
#include "admin/refusals.h"
#include "admin/removal.h"
#include "page/events.h"
#include "store/queries_import.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr CsvColumns kMembersFile{kMemberColumns, kOptionalMemberColumns};
constexpr CsvColumns kFactsFile{kFactColumns};

// Held by its connection, whichever lanes write. Again after one that was lost: nobody else may
// have begun meanwhile.
void hold_lock(Connection& connection) {
  const auto taken = connection.one(sql::kTakeLock, std::string(sql::kImportLock));
  if (!taken || std::get<0>(*taken).value_or(0) != 1) {
    throw StorageError("another import, or portillon keys reseal, is running");
  }
}

MemberId highest_member(Connection& connection) {
  const auto on_file = std::get<0>(connection.one(sql::kFindHighestMember).value());
  const auto removed = connection.one(sql::kFindHighestRemoved);
  return std::max(on_file.value_or(kNobody), removed ? std::get<0>(*removed) : kNobody);
}

class Run {
 public:
  Run(const ImportOrder& order, const std::function<Connection()>& connect, const Keys& keys,
      const Limits& limits, Refusals& refusals, const ImportWatcher& watcher)
      : order_(order),
        keys_(keys),
        watcher_(watcher),
        clerk_(connect()),
        passes_(connections_, keys, limits, order.dry_run, refusals, [this] { tell(); }) {
    hold_lock(clerk_);
    for (unsigned i = 0; i < std::max(1U, order.lanes); ++i) connections_.push_back(connect());
  }

  void members(FeedFile& file) {
    const MemberId highest = highest_member(clerk_);
    std::vector<MemberId> absent = absent_from(file, highest);
    roll_.emplace(highest, order_.dry_run);
    begin("kB of " + file.name(), file);
    auto done = passes_.members(file, *roll_);
    result_.members_read = done.rows.read;
    result_.members_refused = done.rows.refused;
    result_.members = done.members;
    // Whom a file that grew meanwhile names after all.
    std::erase_if(absent, [&](MemberId member) { return roll_->has(member); });
    leavers_ = std::move(done.leavers);
    leavers_.insert(leavers_.end(), absent.begin(), absent.end());
    std::ranges::sort(leavers_);
    remove_leavers();
  }

  void facts(FeedFile& file) {
    hold_lock(clerk_);
    begin("kB of " + file.name(), file);
    const Roll nobody(kNobody, false);
    const auto leaves = [&](MemberId member) {
      return order_.dry_run && std::ranges::binary_search(leavers_, member);
    };
    const auto done = passes_.facts(file, roll_ ? *roll_ : nobody, leaves);
    result_.facts_read = done.rows.read;
    result_.facts_refused = done.rows.refused;
    result_.facts = done.facts;
  }

  const ImportResult& finish() {
    if (order_.dry_run) return result_;
    if (roll_) count_mix(clerk_);
    note();
    return result_;
  }

 private:
  // In a full feed, who is in none of its rows. Asks first where so many would leave that the file
  // must be meant.
  std::vector<MemberId> absent_from(FeedFile& file, MemberId highest) {
    const bool may_remove = order_.full || file.reader().has(kOptionalMemberColumns[0]);
    if (!may_remove) return {};
    file.rewind();
    if (highest == kNobody) return {};
    begin("kB of " + file.name() + " looked at", file);
    Presence presence(highest);
    const std::uint64_t unreadable = passes_.see(file, presence);
    Departures found = departures_of(clerk_, presence, order_.full);
    found.unreadable = unreadable;
    const std::string objection = objection_to(found, order_.removals_percent);
    if (!objection.empty() && found.all() > order_.confirmed.value_or(0)) {
      throw MustBeConfirmed(objection + ": nothing was written. If they are to go: " +
                            "--confirm-removals " + std::to_string(found.all()));
    }
    file.rewind();
    return std::move(found.absent);
  }

  void remove_leavers() {
    result_.removed = leavers_.size();
    if (order_.dry_run || leavers_.empty()) return;
    hold_lock(clerk_);
    file_ = nullptr;
    Removal removal(clerk_, keys_, random_, order_.by);
    result_.removed = removal.remove(leavers_, "feed", [&](std::uint64_t removed) {
      if (watcher_) watcher_("members removed", removed, leavers_.size());
    });
  }

  // What the run came to, under the operator's name.
  void note() {
    AuditChain audit(keys_, "admin", random_);
    const std::string detail = std::string(order_.full ? "full" : "difference") + ' ' +
                               std::to_string(result_.members.added) + '+' +
                               std::to_string(result_.members.changed) + '~' +
                               std::to_string(result_.removed) + '-';
    audit.begin();
    Transaction transaction(clerk_);
    audit.add(clerk_, {read_clock(clerk_),
                       std::string(name_of(Event::feed_imported)),
                       {},
                       order_.by,
                       {},
                       detail.substr(0, kMostDetail)});
    transaction.commit();
    audit.committed();
  }

  void begin(std::string what, const FeedFile& file) {
    what_ = std::move(what);
    file_ = &file;
    tell();
  }
  void tell() const {
    if (watcher_ && file_) watcher_(what_, file_->kilobytes_read(), file_->kilobytes());
  }

  const ImportOrder& order_;
  const Keys& keys_;
  const ImportWatcher& watcher_;
  Connection clerk_;
  std::vector<Connection> connections_;
  FeedPasses passes_;
  SystemRandom random_;
  std::string what_;
  const FeedFile* file_ = nullptr;
  std::optional<Roll> roll_;
  std::vector<MemberId> leavers_;  // in order
  ImportResult result_;
};

}  // namespace

ImportResult import_feed(const ImportOrder& order, const std::function<Connection()>& connect,
                         const Keys& keys, const Limits& limits, std::ostream& screen,
                         const ImportWatcher& watcher) {
  // Both headers first: a wrong facts file is told before the members were written.
  std::optional<FeedFile> members;
  std::optional<FeedFile> facts;
  if (!order.members.empty()) members.emplace(order.members, kMembersFile, order.encoding);
  if (!order.facts.empty()) facts.emplace(order.facts, kFactsFile, order.encoding);
  Refusals refusals(order.report, screen);
  Run run(order, connect, keys, limits, refusals, watcher);
  if (members) run.members(*members);
  if (facts) run.facts(*facts);
  const ImportResult result = run.finish();
  refusals.close();
  return result;
}

}  // namespace portillon
