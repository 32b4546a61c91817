#include "admin/delivery_report.h"

#include <algorithm>
#include <memory>
#include <mutex>

#include "courier/gmime_owned.h"
#include "page/derivations.h"

namespace portillon {
namespace {

constexpr std::size_t kMostHandles = 32;
// GMime goes a level down for each; a bomb nests thousands.
constexpr std::size_t kMostTypes = 100;

struct FreeText {
  void operator()(char* text) const { g_free(text); }
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_names(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f'); }

bool is_bomb(std::string_view mail) {
  constexpr std::string_view kType = "content-type";
  std::size_t types = 0;
  auto at = mail.begin();
  while (types <= kMostTypes) {
    const auto found = std::search(at, mail.end(), kType.begin(), kType.end(),
                                   [](char a, char b) { return lower(a) == b; });
    if (found == mail.end()) return false;
    at = found + kType.size();
    ++types;
  }
  return true;
}

void collect_handles(std::string_view text, std::vector<std::string>& handles) {
  for (std::size_t at = 0; at < text.size();) {
    const auto begin =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), is_hex);
    const auto end = std::find_if_not(begin, text.end(), is_hex);
    const std::string_view run(begin, end);
    if (run.size() == kHandleSize && handles.size() < kMostHandles) handles.emplace_back(run);
    at = static_cast<std::size_t>(end - text.begin());
  }
}

std::string headers_of(GMimeObject* object) {
  const std::unique_ptr<char, FreeText> text(g_mime_object_get_headers(object, nullptr));
  return text ? text.get() : "";
}

std::string content_of(GMimeObject* object) {
  GMimeDataWrapper* content =
      GMIME_IS_PART(object) ? g_mime_part_get_content(GMIME_PART(object)) : nullptr;
  if (content == nullptr) return {};
  const Owned<GMimeStream> out(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, out.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(out.get()));
  return {reinterpret_cast<const char*>(bytes->data), bytes->len};
}

bool is_type(GMimeObject* object, const char* type, const char* subtype) {
  GMimeContentType* found = g_mime_object_get_content_type(object);
  return found != nullptr && g_mime_content_type_is_type(found, type, subtype);
}

// "failed" of "Action: failed (no such user)".
std::string_view first_word(std::string_view value) {
  const std::size_t begin = std::min(value.find_first_not_of(" \t"), value.size());
  value.remove_prefix(begin);
  return value.substr(0, value.find_first_of(" \t\r;("));
}

// Groups of fields, each of one recipient but the first: only what stands in one group belongs
// together.
struct Group {
  std::string_view action, status;
};

std::vector<Group> groups_of(std::string_view text) {
  std::vector<Group> groups(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) {
      groups.emplace_back();
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    const std::string_view name = line.substr(0, colon);
    if (equal_names(name, "Action")) groups.back().action = first_word(line.substr(colon + 1));
    if (equal_names(name, "Status")) groups.back().status = first_word(line.substr(colon + 1));
  }
  return groups;
}

// A message of ours has one recipient, but his server may have sent it on to several.
Told told_by(std::string_view status_part) {
  bool failed = false, delivered = false, otherwise = false;
  for (const Group& group : groups_of(status_part)) {
    if (group.action.empty()) continue;
    const char kind = group.status.empty() ? '\0' : group.status.front();
    if (equal_names(group.action, "failed") && kind != '2') {
      failed = true;
    } else if (equal_names(group.action, "delivered") && kind != '4' && kind != '5') {
      delivered = true;
    } else {
      otherwise = true;
    }
  }
  if (failed == delivered || otherwise) return Told::nothing;
  return failed ? Told::failed : Told::delivered;
}

Owned<GMimeMessage> parse(std::string_view mail) {
  static std::once_flag once;
  std::call_once(once, g_mime_init);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(mail.data(), mail.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  return Owned<GMimeMessage>(g_mime_parser_construct_message(parser.get(), nullptr));
}

}  // namespace

DeliveryReport read_report(std::string_view mail) {
  mail = mail.substr(0, kLongestReport);
  if (is_bomb(mail)) return {"too many parts"};
  const auto message = parse(mail);
  if (!message) return {"no mail"};
  GMimeObject* body = g_mime_message_get_mime_part(message.get());
  if (body == nullptr || !GMIME_IS_MULTIPART(body) || !is_type(body, "multipart", "report")) {
    return {"no delivery report"};
  }
  DeliveryReport report;
  collect_handles(headers_of(GMIME_OBJECT(message.get())), report.handles);
  bool has_status = false;
  const int parts = g_mime_multipart_get_count(GMIME_MULTIPART(body));
  for (int i = 0; i < parts; ++i) {
    GMimeObject* part = g_mime_multipart_get_part(GMIME_MULTIPART(body), i);
    if (!has_status && (is_type(part, "message", "delivery-status") ||
                        is_type(part, "message", "global-delivery-status"))) {
      const std::string status = content_of(part);
      has_status = true;
      report.told = told_by(status);
      collect_handles(status, report.handles);
    } else if (GMIME_IS_MESSAGE_PART(part)) {
      GMimeMessage* returned = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
      if (returned) collect_handles(headers_of(GMIME_OBJECT(returned)), report.handles);
    } else if (is_type(part, "text", "rfc822-headers") ||
               is_type(part, "message", "global-headers")) {
      collect_handles(content_of(part), report.handles);
    }
  }
  if (!has_status) return {"no delivery report"};
  return report;
}

}  // namespace portillon
