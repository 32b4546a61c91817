#include "admin/removal.h"

#include <algorithm>
#include <vector>

#include "page/events.h"
#include "store/queries_import.h"
#include "store/repeated.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::size_t kBatch = 200;  // members of one transaction
constexpr Tries kTries{5};

}  // namespace

std::uint64_t Removal::remove(std::span<const MemberId> members, std::string_view why,
                              const std::function<void(std::uint64_t)>& told) {
  std::uint64_t removed = 0;
  while (!members.empty()) {
    const auto some = members.first(std::min(kBatch, members.size()));
    members = members.subspan(some.size());
    removed += repeated(kTries, [&] { return try_remove(some, why); });
    if (told) told(removed);
  }
  return removed;
}

// The member first: whoever opens a session or journey holds that row, or finds none. Then sessions
// and journeys: whatever a page writes for one of them hangs on its row.
std::uint64_t Removal::try_remove(std::span<const MemberId> members, std::string_view why) {
  const std::vector<MemberId> keys(members.begin(), members.end());
  const Time now = read_clock(connection_);
  audit_.begin();
  Transaction transaction(connection_);
  const auto leavers = connection_.all_of(sql::kHoldLeavers, keys);
  if (leavers.empty()) return 0;
  std::vector<std::tuple<std::uint64_t>> numbers;
  std::vector<std::tuple<Digest>> subjects;
  for (const auto& [number, subject, former] : leavers) {
    numbers.emplace_back(number);
    subjects.emplace_back(subject);
    if (former) subjects.emplace_back(*former);
  }
  for (const sql::ByMember* query :
       {&sql::kRemoveMembers, &sql::kRemoveSessions, &sql::kRemoveJourneys, &sql::kRemoveContacts,
        &sql::kRemoveFacts, &sql::kRemoveFeds}) {
    connection_.run_all(*query, numbers);
  }
  connection_.run_all(sql::kDisownMessages, subjects);
  connection_.run(sql::kNoteRemoved, *std::ranges::max_element(keys));
  for (const auto& [number, subject, former] : leavers) {
    audit_.add(
        connection_,
        {now, std::string(name_of(Event::member_removed)), subject, by_, {}, std::string(why)});
  }
  transaction.commit();
  audit_.committed();
  return leavers.size();
}

}  // namespace portillon
