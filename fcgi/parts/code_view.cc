#include "parts/code_view.h"

#include "message_ids.h"
#include "parts/code_wait.h"
#include "parts/recovery_limits.h"
#include "parts/sending.h"
#include "parts/shared_limits.h"
#include "parts/template_name.h"
#include "templates/code.html.varnames.h"

namespace portillon {
namespace {

// Whether a message was refused by the network is told only to somebody who answered a proof: to
// anybody else it would say that a member with a contact stands behind the number.
bool has_failed(const MessageStatus& status, const Journey& journey) {
  return journey.proven && status.state == MessageState::failed;
}

bool has_left(const MessageStatus& status) {
  return status.state != MessageState::queued && status.state != MessageState::sending;
}

void show_message(Part& body, const Journey& journey, const World& world) {
  const auto status = journey.message ? world.records.message(*journey.message) : std::nullopt;
  if (!status) return;
  Part& part = body.add(name(kc_MESSAGE));
  part.set(name(kc_ASKED_AT), clock_text(status->queued_at));
  if (!status->reference.empty()) {
    part.add(name(kc_REFERENCED)).set(name(kc_REFERENCE), status->reference);
  }
  if (has_failed(*status, journey)) {
    part.show(name(kc_FAILED));
  } else if (has_left(*status)) {
    part.add(name(kc_LEFT))
        .set(name(kc_LEFT_AT), clock_text(status->handed_over_at.value_or(status->queued_at)));
  } else {
    part.show(name(kc_LEAVING));
  }
}

void show_field(Part& body, const LiveCode& live, const Limits& limits) {
  Part& form = body.add(name(kc_FORM));
  form.set(name(kc_DIGITS), std::to_string(limits.code_digits));
  form.set(name(kc_VALID_UNTIL), clock_text(live.expires_at));
}

void show_resend(Part& body, Channel channel, const Recovery& recovery, const World& world) {
  const auto next = next_code_at(recovery, world.settings.limits, world.now);
  if (const auto until = codes_closed_until(world)) {
    body.add(name(kc_RESEND_WAIT))
        .set(name(kc_WAIT_TEXT), {msg::code_wait_closed, {{"time", clock_text_after(*until)}}});
  } else if (channel == Channel::sms && sms_is_spent(world)) {
    body.add(name(kc_RESEND_WAIT)).set(name(kc_WAIT_TEXT), msg::code_sms_away);
  } else if (next) {
    body.add(name(kc_RESEND_WAIT)).set(name(kc_WAIT_TEXT), code_wait_text(recovery, *next, world));
  } else {
    body.show(name(kc_RESEND));
  }
}

}  // namespace

View code_view(const Journey& journey, const Recovery& recovery, const World& world) {
  const Limits& limits = world.settings.limits;
  View view("code");
  view.step(3, 4).abandon();
  Part& body = view.body();
  body.show(journey.channel == Channel::email ? name(kc_BY_EMAIL) : name(kc_BY_SMS));
  show_message(body, journey, world);
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
  show_resend(body, journey.channel.value_or(Channel::sms), recovery, world);
  return view;
}

Text dead_code_text(const Recovery& recovery, const Limits& limits) {
  if (recovery.code->wrong >= limits.code_tries) return msg::code_exhausted;
  return {msg::code_expired, {{"time", clock_text(recovery.code->expires_at)}}};
}

}  // namespace portillon
