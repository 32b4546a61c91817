#include "admin/stats.h"

#include <array>
#include <cstdio>

#include "admin/json_object.h"
#include "admin/progress.h"
#include "page/events.h"
#include "store/queries_stats.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};

constexpr Event kSteps[] = {Event::journey_started,  Event::proof_right,
                            Event::code_requested,   Event::letter_requested,
                            Event::code_right,       Event::temporary_password_used,
                            Event::password_changed, Event::contacts_confirmed};

constexpr std::pair<Event, std::string_view> kSignIns[] = {{Event::sign_in_success, "success"},
                                                           {Event::sign_in_failure, "failure"},
                                                           {Event::sign_in_throttled, "throttled"}};

constexpr Event kRefused[] = {Event::journey_start_limited, Event::proof_refused,
                              Event::code_request_limited,  Event::code_exhausted,
                              Event::code_entry_closed,     Event::code_entry_refused,
                              Event::letter_limited,        Event::not_me_limited};

StatsPeriod read_period(Connection& connection, std::string name, Time since) {
  StatsPeriod period;
  period.name = std::move(name);
  period.since = since;
  std::map<std::string, Tally> by_event;
  for (const auto& [event, detail, all, members] : connection.all(sql::kCountEvents, since)) {
    by_event[event] += {all, members};
    if (event == name_of(Event::journey_abandoned)) period.given_up[detail] += {all, members};
  }
  const auto of = [&](Event event) { return by_event[std::string(name_of(event))]; };
  for (const Event event : kSteps) period.steps.emplace_back(name_of(event), of(event));
  for (const auto& [event, called] : kSignIns) period.sign_ins[std::string(called)] = of(event);
  for (const Event event : kRefused) {
    if (const Tally tally = of(event); tally.all > 0)
      period.refused[std::string(name_of(event))] = tally;
  }
  for (const auto& [channel, state, members, nobody] : connection.all(sql::kCountMessages, since)) {
    period.messages[{channel, state}] = {members, nobody};
  }
  return period;
}

std::string line(const std::string& what, std::uint64_t all, std::uint64_t members) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "  %-28s %12s %12s\n", what.c_str(), grouped(all).c_str(),
                grouped(members).c_str());
  return text.data();
}

std::string heading(const char* what, const char* first, const char* second) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%-30s %12s %12s\n", what, first, second);
  return text.data();
}

std::string tally_json(const Tally& tally) {
  return JsonObject().number("all", tally.all).number("members", tally.members).done();
}

std::string map_json(const std::map<std::string, Tally>& tallies) {
  JsonObject object;
  for (const auto& [name, tally] : tallies) object.raw(name, tally_json(tally));
  return object.done();
}

std::string period_json(const StatsPeriod& period) {
  JsonObject steps;
  for (const auto& [name, tally] : period.steps) steps.raw(name, tally_json(tally));
  std::vector<std::string> messages;
  for (const auto& [key, tally] : period.messages) {
    messages.push_back(JsonObject()
                           .text("channel", key.first)
                           .text("state", key.second)
                           .number("members", tally.members)
                           .number("nobody", tally.nobody)
                           .done());
  }
  return JsonObject()
      .text("period", period.name)
      .time("since", period.since)
      .raw("steps", steps.done())
      .raw("given_up", map_json(period.given_up))
      .raw("sign_ins", map_json(period.sign_ins))
      .raw("refused", map_json(period.refused))
      .raw("messages", json_list(messages))
      .done();
}

std::string group_text(const std::string& title, const std::map<std::string, Tally>& tallies) {
  std::string text;
  for (const auto& [name, tally] : tallies) text += line(name, tally.all, tally.members);
  return text.empty() ? text : title + text;
}

}  // namespace

Stats read_stats(Connection& connection) {
  Stats stats;
  stats.now = read_clock(connection);
  stats.periods.push_back(read_period(connection, "day", stats.now - kDay));
  stats.periods.push_back(read_period(connection, "week", stats.now - 7 * kDay));
  return stats;
}

std::string stats_text(const Stats& stats) {
  std::string text;
  for (const StatsPeriod& period : stats.periods) {
    text += "the last " + period.name + ", since " + time_text(period.since) + "\n";
    text += heading("journeys", "all", "members");
    for (const auto& [name, tally] : period.steps) text += line(name, tally.all, tally.members);
    text += group_text("given up at\n", period.given_up);
    text += group_text("sign-ins\n", period.sign_ins);
    text += group_text("limits reached\n", period.refused);
    text += heading("messages", "to nobody", "to members");
    for (const auto& [key, tally] : period.messages) {
      text += line(key.first + " " + key.second, tally.nobody, tally.members);
    }
  }
  return text;
}

std::string stats_json(const Stats& stats) {
  std::vector<std::string> periods;
  for (const StatsPeriod& period : stats.periods) periods.push_back(period_json(period));
  return JsonObject().time("now", stats.now).raw("periods", json_list(periods)).done() + "\n";
}

}  // namespace portillon
