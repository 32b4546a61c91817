#pragma once
// How many rows need which key, over the account "keeper". Each table is read once, whatever the
// number of its columns and keys, and only if it is asked for: one of millions of rows takes a
// while.

#include <cstdint>
#include <map>
#include <string_view>

#include "store/connection.h"

namespace portillon {

class KeyCounts {
 public:
  explicit KeyCounts(Connection& keeper) : keeper_(keeper) {}

  // `column`: "members.name_sealed". Throws StorageError.
  std::uint64_t rows(std::string_view column, unsigned key);

 private:
  using Count = void (KeyCounts::*)();
  static Count counting(std::string_view table);

  void count_members();
  void count_contacts();
  void count_facts();
  void count_recoveries();
  void count_journeys();

  template <typename Query, typename... Column>
  void count(const Query& query, Column... columns);

  Connection& keeper_;
  std::map<std::string_view, std::map<unsigned, std::uint64_t>> counts_{};  // by column, by key
};

}  // namespace portillon
