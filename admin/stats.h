#pragma once
// `portillon stats`: how journeys, sign-ins and messages went in the last day and the last week.
// Counts alone: nobody can be found in them.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "page/types.h"
#include "store/connection.h"

namespace portillon {

// Of all who came, and of them members: a number that nobody has walks the same journey.
struct Tally {
  std::uint64_t all = 0;
  std::uint64_t members = 0;

  Tally& operator+=(const Tally& other) {
    all += other.all;
    members += other.members;
    return *this;
  }
};

struct MessageTally {
  std::uint64_t members = 0;
  std::uint64_t nobody = 0;
};

struct StatsPeriod {
  std::string name;  // "day", "week"
  Time since{};
  // Steps of journeys, in their order: started, proof_right, code_requested, letter_requested,
  // code_right, temporary_password_used, password_changed, contacts_confirmed.
  std::vector<std::pair<std::string, Tally>> steps;
  std::map<std::string, Tally> given_up;  // by stage, where Abandonner was used
  std::map<std::string, Tally> sign_ins;  // success, failure, throttled
  std::map<std::string, Tally> refused;   // limits that were reached
  std::map<std::pair<std::string, std::string>, MessageTally> messages;  // by channel and state
};

struct Stats {
  Time now{};
  std::vector<StatsPeriod> periods;
};

// Account admin.
Stats read_stats(Connection& connection);
std::string stats_text(const Stats&);
std::string stats_json(const Stats&);  // one object, with its line end

}  // namespace portillon
