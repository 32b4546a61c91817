#include "admin/member_desk.h"

#include "admin/json_object.h"
#include "admin/time_text.h"
#include "crypto/seal.h"
#include "page/derivations.h"
#include "shell/start_error.h"
#include "store/queries.h"
#include "store/records.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr unsigned kEventsShown = 10;
constexpr std::chrono::hours kMessagesShown{400 * 24};

std::string when(const std::optional<Time>& time, std::string_view never) {
  return time ? time_text(*time) : std::string(never);
}

std::vector<ShownContact> contacts_of(MemberId member, SqlRecords& records, const Keys& keys) {
  std::vector<ShownContact> shown;
  for (const Contact& contact : records.contacts(member)) {
    const auto mask = open(keys.ring("mask"), kSealMask, row_of(member), contact.mask_sealed);
    shown.push_back({contact.type, contact.state == ContactState::pending,
                     mask ? std::string(mask->reveal()) : "?"});
  }
  return shown;
}

std::string contact_json(const ShownContact& contact) {
  return JsonObject()
      .text("type", name_of(contact.type))
      .flag("pending", contact.pending)
      .text("masked", contact.masked)
      .done();
}

std::string message_json(const SentMessage& message) {
  return JsonObject()
      .text("kind", message.kind)
      .text("channel", message.channel)
      .text("state", message.state)
      .text("reference", message.reference)
      .time("queued_at", message.queued_at)
      .time("handed_over_at", message.handed_over_at)
      .text("reason", message.reason)
      .done();
}

std::string event_json(const PastEvent& event) {
  return JsonObject()
      .time("at", event.at)
      .text("event", event.event)
      .text("device", event.device)
      .done();
}

std::vector<std::string> each_json(const auto& values, auto json_of) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(json_of(value));
  return texts;
}

std::string message_line(const SentMessage& message) {
  std::string text = "  " + time_text(message.queued_at) + " " + message.kind + " by " +
                     message.channel + ": " + message.state;
  if (!message.reference.empty()) text += ", reference " + message.reference;
  if (!message.reason.empty()) text += " (" + message.reason + ")";
  return text + "\n";
}

}  // namespace

std::string member_text(const MemberView& view) {
  std::string text = "kind: " + view.kind + "\n";
  text += "access: " +
          (view.frozen_at      ? "FROZEN since " + time_text(*view.frozen_at)
           : view.activated_at ? "open since " + time_text(*view.activated_at)
                               : std::string("never used: the first access is to come")) +
          "\n";
  text += "password: " + when(view.password_changed_at, "none yet") + "\n";
  text += "written to in: " + view.language.value_or("fr") + "\n";
  text += "contacts confirmed: " + when(view.contacts_confirmed_at, "no") + "\n";
  if (view.temporary_until) {
    text += "temporary password: one waits, sent by " + view.temporary_channel.value_or("?") +
            ", until " + time_text(*view.temporary_until) + "\n";
  }
  text += "open sessions: " + std::to_string(view.sessions) + "\ncontacts:\n";
  for (const ShownContact& contact : view.contacts) {
    text += "  " + std::string(name_of(contact.type)) + " " + contact.masked +
            (contact.pending ? " (its code was not typed yet)" : "") + "\n";
  }
  text += "messages, newest first:\n";
  for (const SentMessage& message : view.messages) text += message_line(message);
  text += "what happened, newest first:\n";
  for (const PastEvent& event : view.events) {
    text += "  " + time_text(event.at) + " " + json_string(event.event) +
            (event.device.empty() ? "" : " " + json_string(event.device)) + "\n";
  }
  if (!view.waiting.empty()) text += "waits for a second operator:\n";
  for (const MemberRequest& request : view.waiting) text += "  " + request_text(request);
  return text;
}

std::string member_json(const MemberView& view) {
  return JsonObject()
             .text("kind", view.kind)
             .time("activated_at", view.activated_at)
             .time("password_changed_at", view.password_changed_at)
             .time("contacts_confirmed_at", view.contacts_confirmed_at)
             .time("frozen_at", view.frozen_at)
             .text_or_null("temporary_channel", view.temporary_channel)
             .time("temporary_until", view.temporary_until)
             .text_or_null("language", view.language)
             .number("sessions", view.sessions)
             .raw("contacts", json_list(each_json(view.contacts, contact_json)))
             .raw("messages", json_list(each_json(view.messages, message_json)))
             .raw("events", json_list(each_json(view.events, event_json)))
             .raw("waiting", json_list(each_json(view.waiting, request_json)))
             .done() +
         "\n";
}

MemberView look_at(const MemberFound& member, Connection& connection, const Limits& limits,
                   const Keys& keys, OperatorSteps& steps, MemberRequests& requests) {
  Time now;
  steps.take([&](Time at) -> Effects {
    now = at;
    return {Audit{Event::member_shown, member.subject, {}}};
  });
  const auto found = connection.one(sql::kShowMember, member.member);
  if (!found) throw StartError("the member is not on file any more");
  MemberView view;
  std::tie(view.kind, view.activated_at, view.password_changed_at, view.contacts_confirmed_at,
           view.frozen_at, view.temporary_channel, view.temporary_until, view.language) = *found;
  if (!view.temporary_channel || (view.temporary_until && *view.temporary_until <= now)) {
    view.temporary_channel.reset();
    view.temporary_until.reset();
  }
  SqlRecords records(connection, limits);
  view.sessions = static_cast<unsigned>(records.open_sessions(member.member, now).size());
  view.contacts = contacts_of(member.member, records, keys);
  for (auto& [kind, channel, state, reference, queued_at, handed_over_at, reason] :
       connection.all(sql::kShowMessages, member.subject, member.member, now - kMessagesShown)) {
    view.messages.push_back({kind, channel, state, reference, reason, queued_at, handed_over_at});
  }
  view.events = records.events(member.member, kEventsShown);
  view.waiting = requests.waiting_for(member.member);
  return view;
}

}  // namespace portillon
