#pragma once
// A feed file from its beginning to its end, in several lanes: once to see whom it names, once to
// write members, once to write facts.

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "admin/departures.h"
#include "admin/fact_import.h"
#include "admin/feed_file.h"
#include "admin/lanes.h"
#include "admin/member_import.h"
#include "admin/refusals.h"
#include "admin/roll.h"
#include "crypto/keyring.h"
#include "page/settings.h"

namespace portillon {

inline constexpr std::size_t kBatch = 500;  // rows in one transaction

struct PassCounts {
  std::uint64_t read = 0;  // rows
  std::uint64_t refused = 0;
};

class FeedPasses {
 public:
  // Of each lane one connection. Everything must outlive it. `idle` is called some times a second.
  FeedPasses(std::vector<Connection>& connections, const Keys& keys, const Limits& limits,
             bool dry_run, Refusals& refusals, std::function<void()> idle)
      : connections_(connections),
        keys_(keys),
        limits_(limits),
        dry_run_(dry_run),
        refusals_(refusals),
        idle_(std::move(idle)) {}

  // Whom the members' file names; writes nothing, tells nothing. Returns how many rows could be
  // anybody's.
  std::uint64_t see(FeedFile& file, Presence& presence);

  struct Members {
    PassCounts rows;
    MemberCounts members;
    std::vector<MemberId> leavers;  // named by rows that say so; not removed yet
    std::uint64_t gone = 0;         // rows that say so of nobody on file
  };
  Members members(FeedFile& file, Roll& roll);

  struct Facts {
    PassCounts rows;
    FactCounts facts;
  };
  // `roll` as the members' file of the same call left it. `leaves`: who is on file and would not
  // be, had this not been a dry run.
  Facts facts(FeedFile& file, const Roll& roll, const std::function<bool(MemberId)>& leaves);

 private:
  struct Refused {
    std::size_t line = 0;
    RowProblems problems;
  };
  struct Leaver {
    Lookup subject;
    std::size_t line = 0;
    std::optional<MemberId> found{};
  };
  struct ParsedMembers {
    std::vector<ImportedMember> members;
    std::vector<Leaver> leavers;
    std::vector<Refused> refused;
  };

  ParsedMembers parse_members(const CsvReader& reader, const CsvBatch& batch,
                              PhoneBlocks& phones) const;
  void look_up(std::vector<Leaver>& leavers, Connection& connection) const;
  // In the file's order: who is new, who is named twice, who leaves.
  void decide(ParsedMembers& batch, std::size_t number, Roll& roll, Members& result) const;
  void see_batch(const CsvReader& reader, const CsvBatch& batch, Connection& connection,
                 Presence& presence, std::uint64_t& unreadable);
  void tell(const std::string& file, std::vector<Refused>& refused);

  std::vector<Connection>& connections_;
  const Keys& keys_;
  const Limits& limits_;
  bool dry_run_;
  Refusals& refusals_;
  std::function<void()> idle_;
  std::mutex mutex_;  // of what lanes add up
};

}  // namespace portillon
