#pragma once
// What another mail server reports of a message of ours. Source: RFC 3464 (form), RFC 3461 (what an
// action means), RFC 6522 (multipart/report). The mail comes from anywhere: at worst it says
// nothing.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

enum class Told : std::uint8_t {
  nothing,    // delayed, relayed, expanded, or contradictions
  delivered,  // it lies in the mailbox
  failed,     // it never will
};

struct DeliveryReport {
  // Why the mail is no report, for the log; empty: it is one.
  std::string_view problem = {};
  Told told = Told::nothing;
  // Runs of 42 hexadecimal digits, in the order to be tried in: of the mail's own header (the
  // address that it was sent to names the try), of the report, of the returned header. At most 32;
  // only what handled_by() knows names anything.
  std::vector<std::string> handles = {};
};

// A whole mail with its header, as a mail server pipes it.
DeliveryReport read_report(std::string_view mail);

// What lies beyond is not looked at: a report returns little more than our own message.
inline constexpr std::size_t kLongestReport = 1 << 20;

}  // namespace portillon
