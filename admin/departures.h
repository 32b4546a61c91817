#pragma once
// Whom a feed makes leave, and whether it may without being asked about.

#include <cstdint>
#include <string>
#include <vector>

#include "page/types.h"
#include "store/connection.h"

namespace portillon {

// Which members a file names, by number, before anything is written.
class Presence {
 public:
  explicit Presence(MemberId highest) : present_(highest + 1), leaving_(highest + 1) {}
  void stays(MemberId member) { mark(present_, member); }
  void leaves(MemberId member) { mark(leaving_, member); }
  bool is_absent(MemberId member) const { return !has(present_, member) && !has(leaving_, member); }
  bool is_leaving(MemberId member) const { return has(leaving_, member); }

 private:
  static void mark(std::vector<bool>& list, MemberId member) {
    if (member < list.size()) list[member] = true;
  }
  static bool has(const std::vector<bool>& list, MemberId member) {
    return member < list.size() && list[member];
  }
  std::vector<bool> present_;
  std::vector<bool> leaving_;  // a row says so
};

struct Departures {
  std::uint64_t on_file = 0;
  std::uint64_t named = 0;         // by a row that says so
  std::vector<MemberId> absent{};  // of a full feed, in order
  std::uint64_t unreadable = 0;    // rows that could be any member's

  std::uint64_t all() const { return named + absent.size(); }
};

// Walks all members. `full`: who is absent leaves.
Departures departures_of(Connection& connection, const Presence& presence, bool full);

// The sentence that says why it must be asked about, or empty. `percent`: of the members on file
// that may leave without being asked about.
std::string objection_to(const Departures& departures, unsigned percent);

}  // namespace portillon
