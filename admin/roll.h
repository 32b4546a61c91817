#pragma once
// Whom the members' file has named so far, and the numbers of those who are new. Four bytes a
// member: millions fit in memory.

#include <cstdint>
#include <deque>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "page/types.h"

namespace portillon {

class Roll {
 public:
  // `highest`: of all numbers that were ever given. `keep_all`: nothing that is added will be found
  // in the database (a dry run), so that all of them are kept in mind.
  Roll(MemberId highest, bool keep_all) : highest_(highest), keep_all_(keep_all) {}

  // The line that named this member before; 0: none, and it is this one now.
  std::size_t name(MemberId member, std::size_t line);

  struct Added {
    MemberId number = kNobody;
    std::size_t earlier = 0;  // the line that added it before; 0: this one did
  };
  // One who is not in the database.
  Added add(const SubjectId& subject, std::size_t line, std::size_t batch);

  // Everything up to this batch is in the database, for whoever looks there from now on.
  void forget_until(std::size_t batch);

  // Another number for one whose own was taken meanwhile. `highest`: in the database.
  MemberId renumber(MemberId highest, std::size_t line);

  bool has(MemberId member) const;
  bool added(const SubjectId& subject) const { return added_.contains(key_of(subject)); }

 private:
  struct Recent {
    std::size_t batch = 0;
    std::uint64_t key = 0;
  };
  // 8 bytes of a keyed hash: two of five million members share them with a probability of 2^-20.
  static std::uint64_t key_of(const SubjectId& subject);
  void set(MemberId member, std::size_t line);

  mutable std::mutex mutex_;
  MemberId highest_;
  bool keep_all_;
  std::vector<std::uint32_t> lines_;  // by member number
  std::unordered_map<std::uint64_t, MemberId> added_;
  std::deque<Recent> recent_;
};

}  // namespace portillon
