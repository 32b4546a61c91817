#include "store/audit_line.h"

#include <algorithm>
#include <charconv>

namespace portillon {
namespace {

std::string head_text(std::uint64_t chain, std::uint64_t seq, const Digest& mac, Time at) {
  return hex_of(chain) + ':' + std::to_string(seq) + ':' +
         to_hex(view(mac).substr(0, kAnchoredMac)) + ':' +
         std::to_string(at.time_since_epoch().count());
}

// Takes what stands before the next `end`, or the rest, off `text`.
std::string_view next_field(std::string_view& text, char end) {
  const std::size_t size = std::min(text.find(end), text.size());
  const std::string_view field = text.substr(0, size);
  text.remove_prefix(std::min(size + 1, text.size()));
  return field;
}

bool read_number(std::string_view field, auto& value, int base) {
  const char* end = field.data() + field.size();
  const auto [stop, error] = std::from_chars(field.data(), end, value, base);
  return error == std::errc{} && stop == end;
}

// "CHAIN:SEQ:MAC:AT" of anchor_line().
bool remember_head(std::string_view text, Remembered& remembered) {
  std::uint64_t chain = 0;
  RememberedHead head;
  std::int64_t at = 0;
  if (!read_number(next_field(text, ':'), chain, 16)) return false;
  if (!read_number(next_field(text, ':'), head.seq, 10)) return false;
  auto mac = from_hex(next_field(text, ':'));
  if (!mac || mac->size() != kAnchoredMac || !read_number(text, at, 10)) return false;
  head.mac = std::move(*mac);
  head.at = Time(std::chrono::microseconds(at));
  RememberedHead& known = remembered[chain];
  if (head.seq >= known.seq) known = std::move(head);
  return true;
}

}  // namespace

std::string hex_of(std::uint64_t number) {
  Bytes bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
  return to_hex(bytes);
}

std::string anchor_line(const Anchor& anchor) {
  const AuditLink& row = anchor.row;
  std::string line = "{\"event\":\"audit_anchored\",\"at\":\"" + sql_text(row.at) +
                     "Z\",\"anchor\":" + std::to_string(row.seq) + ",\"heads\":\"" +
                     head_text(row.chain, row.seq, row.mac, row.at);
  line[line.find(' ')] = 'T';
  for (const AuditHead& head : anchor.moved) {
    line += ' ' + head_text(head.chain, head.seq, head.mac, head.at);
  }
  return line + "\"}\n";
}

bool remember(std::string_view line, Remembered& remembered) {
  if (line.find("\"event\":\"audit_anchored\"") == std::string_view::npos) return true;
  constexpr std::string_view kHeads = "\"heads\":\"";
  const std::size_t start = line.find(kHeads);
  if (start == std::string_view::npos) return false;
  line.remove_prefix(start + kHeads.size());
  const std::size_t quote = line.find('"');
  if (quote == std::string_view::npos || quote == 0) return false;
  line = line.substr(0, quote);
  while (!line.empty()) {
    if (!remember_head(next_field(line, ' '), remembered)) return false;
  }
  return true;
}

}  // namespace portillon
