#include "courier/sms_verdict.h"

#include <algorithm>
#include <optional>

#include "shell/flat_json.h"

namespace portillon {
namespace {

constexpr std::size_t kMostValues = 1000;  // of an answer
constexpr std::size_t kLongestId = 128;

bool matches(const AnswerRule& rule, const HttpReply& reply, const std::optional<FlatJson>& json) {
  if (rule.empty()) return false;
  if (!rule.statuses.empty() &&
      std::ranges::find(rule.statuses, reply.status) == rule.statuses.end()) {
    return false;
  }
  const auto begins = [&](const std::string& start) { return reply.body.starts_with(start); };
  if (!rule.body_starts.empty() &&
      (!reply.whole || std::ranges::none_of(rule.body_starts, begins))) {
    return false;
  }
  return std::ranges::all_of(rule.json, [&](const auto& condition) {
    if (!json) return false;
    const auto found = json->find(condition.first);
    return found != json->end() &&
           std::ranges::find(condition.second, found->second) != condition.second.end();
  });
}

// Whether the answer has what the description judges it by, so that "not accepted" was said and not
// only not understood.
bool understood(const SmsDescription& description, const HttpReply& reply,
                const std::optional<FlatJson>& json) {
  if (!reply.whole) return false;
  const auto has = [&](const auto& condition) { return json->contains(condition.first); };
  return description.accepted.json.empty() ||
         (json && std::ranges::any_of(description.accepted.json, has));
}

std::string after(std::string_view body, std::string_view start) {
  const std::size_t at = body.find(start);
  if (at == std::string_view::npos) return {};
  body.remove_prefix(at + start.size());
  return std::string(body.substr(0, body.find_first_of(" \t\r\n")));
}

std::string id_of(const IdPlace& place, const HttpReply& reply,
                  const std::optional<FlatJson>& json) {
  std::string id;
  if (!place.header.empty()) {
    id = reply.kept_header;
  } else if (!place.after.empty()) {
    id = after(reply.body, place.after);
  } else if (json) {
    const auto found = json->find(place.json);
    if (found != json->end()) id = found->second;
  }
  const auto printable = [](char c) { return c > ' ' && c <= '~'; };
  return id.size() <= kLongestId && std::ranges::all_of(id, printable) ? id : std::string();
}

// A 2xx that says nothing we know, or was cut, may have been an acceptance; so may a proxy's loss
// of patience. Whatever else is no acceptance was said by somebody who took nothing.
Handover not_accepted(const HttpReply& reply, bool was_understood) {
  if (reply.status == 504) return {Answer::unknown, "gateway_timeout"};
  if (reply.status == 429 || reply.status == 503) return {Answer::unavailable, "overloaded"};
  if (reply.status == 401 || reply.status == 403) return {Answer::unavailable, "login_refused"};
  if (reply.status >= 500) return {Answer::unavailable, "server_error"};
  if (reply.status >= 300 || was_understood) return {Answer::unavailable, "not_accepted"};
  return {Answer::unknown, reply.whole ? "unclear_answer" : "cut_answer"};
}

}  // namespace

Handover verdict(const SmsDescription& description, const HttpReply& reply) {
  switch (reply.reach) {
    case HttpReply::Reach::not_sent:
      return {Answer::unavailable, reply.reason};
    case HttpReply::Reach::silent:
      return {Answer::unknown, reply.reason};
    case HttpReply::Reach::answered:
      break;
  }
  std::optional<FlatJson> json;
  if (reply.whole) {
    auto flat = flatten_json(reply.body, kMostValues);
    if (flat) json = *std::move(flat);
  }
  if (matches(description.refused, reply, json)) return {Answer::refused, "bad_number"};
  if (matches(description.later, reply, json)) return {Answer::later, "not_now"};
  if (matches(description.accepted, reply, json)) {
    return {Answer::accepted, {}, {}, id_of(description.id, reply, json)};
  }
  return not_accepted(reply, understood(description, reply, json));
}

}  // namespace portillon
