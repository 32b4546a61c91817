#pragma once
// An anchor as a line for another machine, and what such lines remember.

#include <map>
#include <string>
#include <string_view>

#include "store/audit_anchor.h"

namespace portillon {

std::string hex_of(std::uint64_t number);  // 16 digits: how people see a chain

inline constexpr std::size_t kAnchoredMac = 8;  // bytes of a MAC that a line holds

// For another machine: one JSON object with its line end. Heads are "CHAIN:SEQ:MAC:AT", CHAIN and
// MAC (its first kAnchoredMac bytes) in hexadecimal, AT in microseconds since 1970; the first one
// is the anchor's own.
std::string anchor_line(const Anchor&);

// What a line of another machine remembers of a chain: the furthest row, and how its MAC begins.
struct RememberedHead {
  std::uint64_t seq = 0;
  Bytes mac;
  Time at{};
};
using Remembered = std::map<std::uint64_t, RememberedHead>;  // by chain

// Takes in a line of anchor_line(), with whatever the journal has put around it. False: an anchor's
// line that was damaged. Other lines are passed over.
bool remember(std::string_view line, Remembered& remembered);

}  // namespace portillon
