// A line of another machine's journal, about an anchor of the audit trail; or an anchor's own.
#include <algorithm>

#include "fuzz.h"
#include "store/audit_line.h"

namespace portillon::fuzz {
namespace {

std::uint64_t take_number(std::string_view& input) {
  std::uint64_t number = 0;
  for (int i = 0; i < 8; ++i) number = number << 8U | take_byte(input);
  return number;
}

template <class Row>
Row take_row(std::string_view& input) {
  Row row;
  row.chain = take_number(input);
  row.seq = take_number(input);
  row.mac.fill(take_byte(input));
  row.at = Time(std::chrono::microseconds(static_cast<std::int64_t>(take_number(input) >> 8U)));
  return row;
}

void as_anchor(std::string_view input) {
  Anchor anchor;
  anchor.row = take_row<AuditLink>(input);
  anchor.row.at = Time(std::chrono::hours(24 * 20'000));
  while (!input.empty() && anchor.moved.size() < 8)
    anchor.moved.push_back(take_row<AuditHead>(input));
  const std::string line = anchor_line(anchor);
  must(std::ranges::count(line, '\n') == 1 && line.ends_with("}\n"), "an anchor is one line");
  Remembered remembered;
  must(remember("host portillon[1]: " + line, remembered), "it is read back");
  must(remembered.contains(anchor.row.chain), "with its own chain");
  for (const AuditHead& head : anchor.moved) {
    must(remembered[head.chain].seq >= head.seq, "and with the furthest row of all others");
  }
}

}  // namespace

void audit_line(std::string_view input) {
  if (take_byte(input) % 2 == 0) return as_anchor(input);
  Remembered remembered;
  remember(input, remembered);
  for (const auto& [chain, head] : remembered) {
    must(head.mac.size() == kAnchoredMac, "what is remembered can be compared");
  }
}

}  // namespace portillon::fuzz
