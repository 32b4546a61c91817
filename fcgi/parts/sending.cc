#include "parts/sending.h"

namespace portillon {
namespace {

Queue order(const Journey& journey, MessageKind kind, Channel channel, MessageKey key) {
  Queue queue;
  queue.key = key;
  queue.kind = kind;
  queue.channel = channel;
  queue.subject = journey.subject;
  queue.member = journey.member;
  queue.journey = journey.id;
  // A contact that was put in meanwhile, perhaps by a thief, gets nothing.
  queue.on_file_before = journey.started_at;
  return queue;
}

Effects temporary_by(Channel channel, Journey journey, Recovery recovery, Event event,
                     const World& world) {
  const MessageKey key = new_message_key(world.random);
  journey.stage = Stage::sent;
  journey.channel = channel;
  journey.message = key;
  return {SaveRecovery{std::move(recovery)}, SaveJourney{journey},
          order(journey, MessageKind::temporary, channel, key),
          Audit{event, journey.subject, std::string(name_of(channel))}};
}

}  // namespace

Effects send_code(Journey journey, Recovery recovery, Channel channel, const World& world) {
  const MessageKey key = new_message_key(world.random);
  recovery.code =
      LiveCode{journey.id, key, std::nullopt, world.now + world.settings.limits.code_validity, 0};
  journey.stage = Stage::code;
  journey.channel = channel;
  journey.message = key;
  return {SaveRecovery{std::move(recovery)}, SaveJourney{journey},
          order(journey, MessageKind::code, channel, key),
          Audit{Event::code_requested, journey.subject, std::string(name_of(channel))}};
}

Effects send_temporary(Journey journey, Recovery recovery, const World& world) {
  const Channel channel = journey.channel.value_or(Channel::sms);
  recovery.code.reset();
  recovery.wrong_in_a_row = 0;
  return temporary_by(channel, std::move(journey), std::move(recovery), Event::code_right, world);
}

Effects send_letter(Journey journey, Recovery recovery, const World& world) {
  if (is_of(recovery.code, journey)) recovery.code.reset();
  return temporary_by(Channel::letter, std::move(journey), std::move(recovery),
                      Event::letter_requested, world);
}

Effects warn_of_tries(const Journey& journey, const Recovery& recovery, const World& world) {
  constexpr std::chrono::hours kPause{24};
  if (recovery.warned_at && world.now < *recovery.warned_at + kPause) return {};
  Effects effects;
  // Both for everybody: how many contacts there are shows neither here nor in the time it takes.
  for (const Channel channel : {Channel::sms, Channel::email}) {
    effects.emplace_back(
        order(journey, MessageKind::recovery_tried, channel, new_message_key(world.random)));
  }
  effects.emplace_back(Audit{Event::member_warned, journey.subject, {}});
  return effects;
}

bool is_of(const std::optional<LiveCode>& code, const Journey& journey) {
  return code && equal(code->journey, journey.id) && code->message == journey.message;
}

bool is_alive(const LiveCode& code, const Limits& limits, Time now) {
  return now < code.expires_at && code.wrong < limits.code_tries;
}

}  // namespace portillon
