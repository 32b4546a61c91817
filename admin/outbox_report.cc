#include "admin/outbox_report.h"

#include <algorithm>

#include "admin/time_text.h"
#include "shell/log.h"

namespace portillon {
namespace {

std::string padded(std::string_view text, std::size_t width) {
  std::string column(text);
  column.resize(std::max(column.size() + 1, width), ' ');
  return column;
}

std::string provider_text(const ShownProvider& shown, Time now) {
  const ProviderState& state = shown.state;
  std::string text = "  " + padded(state.name, 20) + padded(name_of(state.channel), 8) +
                     padded(state.down ? "DOWN" : "up", 6) + std::to_string(state.accepted) +
                     " accepted";
  if (state.accepted_at) text += ", last " + age_text(*state.accepted_at, now) + " ago";
  if (state.failed > 0) text += "; " + std::to_string(state.failed) + " failures";
  if (state.failed_at) {
    text += ", last " + age_text(*state.failed_at, now) + " ago (" + state.reason + ")";
  }
  return text + "\n";
}

std::string provider_json(const ShownProvider& shown) {
  const ProviderState& state = shown.state;
  return "{\"name\":" + json_string(state.name) +
         ",\"channel\":" + json_string(name_of(state.channel)) +
         ",\"down\":" + (state.down ? "true" : "false") +
         ",\"failures\":" + std::to_string(state.failures) +
         ",\"accepted\":" + std::to_string(state.accepted) +
         ",\"failed\":" + std::to_string(state.failed) +
         ",\"accepted_at\":" + time_json(state.accepted_at) +
         ",\"failed_at\":" + time_json(state.failed_at) +
         ",\"reason\":" + json_string(state.reason) +
         ",\"seen_at\":" + json_string(time_text(shown.seen_at)) + "}";
}

std::string count_json(const OutboxCount& count) {
  return "{\"channel\":" + json_string(count.channel) + ",\"kind\":" + json_string(count.kind) +
         ",\"state\":" + json_string(count.state) +
         ",\"messages\":" + std::to_string(count.messages) +
         ",\"oldest\":" + json_string(time_text(count.oldest)) + "}";
}

template <typename T, typename One>
std::string list_json(const std::vector<T>& all, One one) {
  std::string text = "[";
  for (const T& each : all) text += (text.size() > 1 ? "," : "") + one(each);
  return text + "]";
}

std::string messages_text(std::string_view title, const std::vector<ShownMessage>& messages,
                          Time now) {
  std::string text = "\n" + std::string(title) + (messages.empty() ? ": none\n" : "\n");
  for (const ShownMessage& message : messages) text += message_text(message, now);
  return text;
}

}  // namespace

std::string age_text(Time at, Time now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(std::max(now, at) - at).count();
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 2 * 3600) return std::to_string(seconds / 60) + " min";
  if (seconds < 2 * 86400) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " d";
}

std::string message_text(const ShownMessage& message, Time now) {
  std::string text = "  " + number_text(message.number) + "  " +
                     padded(message.reference.empty() ? "-" : message.reference, 9) +
                     padded(message.kind, 18) + padded(message.channel, 8) +
                     padded(message.state, 13) + "queued " + age_text(message.queued_at, now) +
                     " ago, " + std::to_string(message.tries) + " tries";
  if (message.due_at && *message.due_at > now) {
    text += ", next in " + age_text(now, *message.due_at);
  }
  if (!message.provider.empty()) text += ", " + message.provider;
  if (!message.provider_id.empty()) text += " " + json_string(message.provider_id);
  if (message.handed_over_at) {
    text += ", answered " + age_text(*message.handed_over_at, now) + " ago";
  }
  if (message.settled_as && *message.settled_at <= now) {
    text += ", " + *message.settled_as + " " + age_text(*message.settled_at, now) + " ago";
  }
  if (!message.reason.empty()) text += " (" + message.reason + ")";
  return text + "\n";
}

std::string message_json(const ShownMessage& message) {
  return "{\"number\":" + json_string(number_text(message.number)) +
         ",\"reference\":" + json_string(message.reference) +
         ",\"kind\":" + json_string(message.kind) + ",\"channel\":" + json_string(message.channel) +
         ",\"state\":" + json_string(message.state) +
         ",\"queued_at\":" + json_string(time_text(message.queued_at)) +
         ",\"due_at\":" + time_json(message.due_at) +
         ",\"tries\":" + std::to_string(message.tries) +
         ",\"crashes\":" + std::to_string(message.crashes) +
         ",\"provider\":" + json_string(message.provider) +
         ",\"provider_id\":" + json_string(message.provider_id) +
         ",\"handed_over_at\":" + time_json(message.handed_over_at) + ",\"settled_as\":" +
         (message.settled_as ? json_string(*message.settled_as) : std::string("null")) +
         ",\"settled_at\":" + time_json(message.settled_at) +
         ",\"reason\":" + json_string(message.reason) + "}";
}

std::string outbox_text(const OutboxView& view) {
  std::string text = view.providers.empty()
                         ? "Providers: no courier has said anything in the last minute\n"
                         : "Providers\n";
  for (const ShownProvider& provider : view.providers) text += provider_text(provider, view.now);
  text += "\nMessages\n";
  for (const OutboxCount& count : view.counts) {
    text += "  " + padded(count.channel, 8) + padded(count.kind, 18) + padded(count.state, 13) +
            padded(std::to_string(count.messages), 8) + "oldest " +
            age_text(count.oldest, view.now) + "\n";
  }
  text += messages_text("Waiting for more than a minute", view.waiting, view.now);
  text += messages_text("Failed in the last day", view.failed, view.now);
  return text + messages_text("Canaries of the last week", view.canaries, view.now);
}

std::string outbox_json(const OutboxView& view) {
  return "{\"now\":" + json_string(time_text(view.now)) +
         ",\"providers\":" + list_json(view.providers, provider_json) +
         ",\"messages\":" + list_json(view.counts, count_json) +
         ",\"waiting\":" + list_json(view.waiting, message_json) +
         ",\"failed\":" + list_json(view.failed, message_json) +
         ",\"canaries\":" + list_json(view.canaries, message_json) + "}\n";
}

}  // namespace portillon
