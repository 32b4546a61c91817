#pragma once
// Deleting what may be much, in batches, so that no transaction grows with it.

#include "store/connection.h"

namespace portillon {

// Calls `delete_some`, which says how many rows it deleted, until that was less than `batch`: all
// of them. Another node of a cluster may be deleting the same rows; of such losses so many are
// borne.
template <typename DeleteSome>
std::uint64_t drain(unsigned batch, DeleteSome delete_some) {
  constexpr unsigned kMostConflicts = 20;
  std::uint64_t all = 0;
  unsigned conflicts = 0;
  for (std::uint64_t rows = batch; rows == batch;) {
    try {
      rows = delete_some();
      all += rows;
    } catch (const Conflict&) {
      if (++conflicts == kMostConflicts) throw;
    }
  }
  return all;
}

}  // namespace portillon
