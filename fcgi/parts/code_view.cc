#include "parts/code_view.h"

#include <string_view>
#include <vector>

#include "message_ids.h"
#include "parts/away.h"
#include "parts/code_wait.h"
#include "parts/recovery_limits.h"
#include "parts/sending.h"
#include "parts/template_name.h"
#include "templates/code.html.varnames.h"

namespace portillon {
namespace {

void show_left(Part& part, const MessageStatus& status, MessageStep step) {
  Part& left = part.add(name(kc_LEFT));
  left.set(name(kc_LEFT_AT), clock_of(status.handed_over_at.value_or(status.queued_at)));
  if (step == MessageStep::handed_over) left.show(name(kc_NOW));
}

// What was refused never left.
void show_course(Part& part, const MessageStatus& status, MessageStep step) {
  switch (step) {
    case MessageStep::asked:
      part.show(name(kc_LEAVING)).show(name(kc_AWAITED));
      return;
    case MessageStep::handed_over:
    case MessageStep::received:
      show_left(part, status, step);
      part.show(step == MessageStep::received ? name(kc_RECEIVED) : name(kc_AWAITED));
      return;
    case MessageStep::undeliverable:
      part.show(name(kc_UNDELIVERABLE));
      return;
    case MessageStep::too_late:
      part.show(name(kc_TOO_LATE));
      return;
  }
}

// What helps whoever waits, said where he looks.
void show_advice(Part& part, Channel channel, const MessageStatus& status, MessageStep step,
                 const Away& away, bool another_way, const World& world) {
  if (is_lost(step)) {
    if (another_way) part.show(name(kc_LOST));
  } else if (step == MessageStep::asked && away.is_down(channel)) {
    part.show(name(kc_DOWN));
  } else if (takes_long(status, step, world.now)) {
    part.show(name(kc_LONG));
  }
}

// The same for everybody who did not answer a proof, see parts/message_state.h.
void show_message(Part& body, const Journey& journey, Channel channel, const Away& away,
                  bool another_way, const World& world) {
  Part& part = body.add(name(kc_MESSAGE));
  const auto status = journey.message ? world.records.message(*journey.message) : std::nullopt;
  if (!status) {
    part.show(name(kc_SENT));
    return;
  }
  const MessageStep step = code_message_step(*status, journey, world);
  part.show(is_lost(step) ? name(kc_NOT_SENT) : name(kc_SENT));
  if (!is_final(step)) part.show(name(kc_FOLLOWED));
  Part& course = part.add(name(kc_COURSE));
  course.set(name(kc_ASKED_AT), clock_of(status->queued_at));
  show_course(course, *status, step);
  if (auto reference = reference_of(*status, step); reference.empty()) {
    course.show(name(kc_NO_REFERENCE));
  } else {
    course.add(name(kc_REFERENCED)).set(name(kc_REFERENCE), std::move(reference));
  }
  show_advice(course, channel, *status, step, away, another_way, world);
  if (!is_final(step)) body.show(name(kc_REFRESH));
}

void show_field(Part& body, const LiveCode& live, const Limits& limits) {
  Part& form = body.add(name(kc_FORM));
  form.set(name(kc_DIGITS), std::to_string(limits.code_digits));
  form.set(name(kc_VALID_UNTIL), clock_of(live.expires_at));
}

void show_resend(Part& body, Channel channel, const Recovery& recovery, const Away& away,
                 const World& world) {
  const auto next = next_code_at(recovery, world.settings.limits, world.now);
  if (away.codes) {
    body.add(name(kc_RESEND_WAIT))
        .set(name(kc_WAIT_TEXT), {msg::code_wait_closed, {{"time", clock_after(*away.codes)}}});
  } else if (away.holds(channel)) {
    body.add(name(kc_RESEND_WAIT)).set(name(kc_WAIT_TEXT), away.refusal(channel));
  } else if (next) {
    body.add(name(kc_RESEND_WAIT)).set(name(kc_WAIT_TEXT), code_wait_text(recovery, *next, world));
  } else {
    body.show(name(kc_RESEND));
  }
}

// « SMS, e-mail ou courrier », without what would only be refused there.
std::vector<std::string_view> open_ways(const Recovery& recovery, const Away& away,
                                        const World& world) {
  std::vector<std::string_view> ways;
  const Limits& limits = world.settings.limits;
  const bool codes =
      !letter_only(recovery, limits) && !codes_of_the_day_are_sent(recovery, limits, world.now);
  if (codes && !away.holds(Channel::sms)) ways.push_back(name(kc_WAY_SMS));
  if (codes && !away.holds(Channel::email)) ways.push_back(name(kc_WAY_EMAIL));
  if (!next_letter_at(recovery, limits, world.now)) ways.push_back(name(kc_WAY_LETTER));
  return ways;
}

void show_ways(Part& body, const std::vector<std::string_view>& ways) {
  if (ways.empty()) {
    body.show(name(kc_NO_WAY));
    return;
  }
  Part& list = body.add(name(kc_WAYS));
  for (std::size_t at = 0; at < ways.size(); ++at) {
    Part& way = list.add(name(kc_WAY));
    way.show(ways[at]);
    if (at > 0) way.show(at + 1 == ways.size() ? name(kc_OR) : name(kc_COMMA));
  }
}

}  // namespace

View code_view(const Journey& journey, const Recovery& recovery, const World& world) {
  const Limits& limits = world.settings.limits;
  View view("code");
  view.step(3, 4).abandon();
  Part& body = view.body();
  const Channel channel = journey.channel.value_or(Channel::sms);
  const Away away = away_now(world);
  body.show(channel == Channel::email ? name(kc_BY_EMAIL) : name(kc_BY_SMS));
  const auto ways = open_ways(recovery, away, world);
  show_message(body, journey, channel, away, !ways.empty(), world);
  show_ways(body, ways);
  if (letter_only(recovery, limits)) {
    body.add(name(kc_DEAD)).set(name(kc_DEAD_TEXT), msg::code_letter_only);
    return view;
  }
  if (!is_of(recovery.code, journey)) {
    body.add(name(kc_DEAD)).set(name(kc_DEAD_TEXT), msg::code_replaced);
  } else if (!is_alive(*recovery.code, limits, world.now)) {
    body.add(name(kc_DEAD)).set(name(kc_DEAD_TEXT), dead_code_text(recovery, limits));
  } else {
    show_field(body, *recovery.code, limits);
  }
  show_resend(body, channel, recovery, away, world);
  return view;
}

MessageStep code_message_step(const MessageStatus& status, const Journey& journey,
                              const World& world) {
  return step_of(status, journey.proven ? Onlooker::member : Onlooker::anybody,
                 world.settings.limits.code_validity, world.now);
}

Text dead_code_text(const Recovery& recovery, const Limits& limits) {
  if (recovery.code->wrong >= limits.code_tries) return msg::code_exhausted;
  return {msg::code_expired, {{"time", clock_of(recovery.code->expires_at)}}};
}

}  // namespace portillon
