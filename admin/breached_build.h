#pragma once
// `portillon breached build`: a published list becomes a filter.

#include <functional>
#include <ostream>

#include "admin/commands.h"
#include "shell/breached_format.h"

namespace portillon {

struct BreachedBuilt {
  breached::Header header;
  std::uint64_t refused = 0;  // lines of another form
};

// Called now and then: lines read so far, and the share of the list that they are.
using BreachedProgress = std::function<void(std::uint64_t lines, double share)>;

// How many entries a list has whose first `sample` end with `last`: hashes are spread evenly.
std::uint64_t expected_entries(std::uint64_t sample, const BreachListHash& last);

// Throws StartError with one line; then no file was made, or the one that was there stays.
BreachedBuilt build_breached(const BreachedOrder& order, int list, std::ostream& refused,
                             const BreachedProgress& progress);

}  // namespace portillon
