#include "admin/departures.h"

#include <algorithm>

#include "store/queries_import.h"

namespace portillon {
namespace {

constexpr unsigned kStep = 10'000;  // members of one look

}  // namespace

Departures departures_of(Connection& connection, const Presence& presence, bool full) {
  Departures found;
  MemberId after = kNobody;
  for (;;) {
    const auto rows = connection.all(sql::kWalkMembers, after, kStep);
    if (rows.empty()) return found;
    found.on_file += rows.size();
    for (const auto& [member] : rows) {
      if (presence.is_leaving(member)) ++found.named;
      if (full && presence.is_absent(member)) found.absent.push_back(member);
    }
    after = std::get<0>(rows.back());
  }
}

std::string objection_to(const Departures& departures, unsigned percent) {
  const std::uint64_t all = departures.all();
  if (all == 0) return {};
  const std::string would = "this feed would remove " + std::to_string(all) + " of " +
                            std::to_string(departures.on_file) + " members";
  if (all * 100 > departures.on_file * percent) {
    return would + ", more than the " + std::to_string(percent) + " % that may go without asking";
  }
  if (!departures.absent.empty() && departures.unreadable > 0) {
    return would + ", and " + std::to_string(departures.unreadable) +
           " of its rows, which cannot be read, may be theirs";
  }
  return {};
}

}  // namespace portillon
