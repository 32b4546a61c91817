#pragma once
// Deletes what has expired. Costs by what expires, not by what is kept.

#include <cstdint>
#include <string_view>
#include <vector>

#include "page/settings.h"
#include "store/connection.h"

namespace portillon {

struct Purged {
  std::string_view table;
  std::uint64_t rows = 0;
};

// In transactions of at most `batch` rows each, so that nobody waits long for a lock.
std::vector<Purged> purge(Connection&, const Limits&, unsigned batch = 1000);

}  // namespace portillon
