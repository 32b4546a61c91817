// A temporary password is on its way. Shown as often as one likes; nothing is sent again.
#include "message_ids.h"
#include "pages.h"
#include "parts/message_state.h"
#include "parts/template_name.h"
#include "parts/turned_away.h"
#include "templates/sent.html.varnames.h"

namespace portillon {
namespace {

void show_letter(Part& body, const Journey& journey, const Recovery& recovery) {
  Part& letter = body.add(name(ks_LETTER));
  // Nobody wonders why a letter comes: the answer of this very journey was not the right one.
  if (recovery.proof_failed_at && *recovery.proof_failed_at >= journey.started_at) {
    letter.show(name(ks_WRONG_ANSWER));
  }
}

// Who sees this by SMS or e-mail has typed a right code. A letter is asked for by whoever knows a
// number.
MessageStep step_now(const MessageStatus& status, const Journey& journey, const World& world) {
  const bool letter = journey.channel.value_or(Channel::letter) == Channel::letter;
  const Limits& limits = world.settings.limits;
  return step_of(status, letter && !journey.proven ? Onlooker::anybody : Onlooker::member,
                 letter ? limits.letter_validity : limits.temporary_validity, world.now);
}

// What the page itself says of a letter, how many days it takes, says more than any of its steps.
std::optional<Text> state_text(const MessageStatus& status, MessageStep step, Channel channel,
                               Time now) {
  if (channel == Channel::letter || is_lost(step)) return std::nullopt;
  const bool sms = channel == Channel::sms;
  if (step == MessageStep::received) return sms ? msg::sent_received_sms : msg::sent_received_email;
  if (step == MessageStep::asked) {
    return takes_long(status, step, now) ? msg::sent_takes_long : msg::sent_leaving;
  }
  return Text{sms ? msg::sent_left_sms : msg::sent_left_email,
              {{"time", clock_of(status.handed_over_at.value_or(status.queued_at))}}};
}

void show_message(Part& body, const Journey& journey, const World& world) {
  const auto status = journey.message ? world.records.message(*journey.message) : std::nullopt;
  if (!status) return;
  const MessageStep step = step_now(*status, journey, world);
  const Channel channel = journey.channel.value_or(Channel::letter);
  if (!is_final(step) && channel != Channel::letter) body.show(name(ks_FOLLOWED));
  if (auto text = state_text(*status, step, channel, world.now)) {
    body.add(name(ks_STATE_LINE)).set(name(ks_STATE), *std::move(text));
  }
  if (is_lost(step)) body.show(name(ks_LOST));
  if (auto reference = reference_of(*status, step); !reference.empty()) {
    body.add(name(ks_REFERENCED)).set(name(ks_REFERENCE), std::move(reference));
  }
}

Step run(const Request& request, const Session& session, const World& world) {
  if (!session.journey) return without_session("identify");
  const Journey& journey = *session.journey;
  if (journey.stage != Stage::sent) return out_of_order(request, journey);

  View view("sent");
  view.step(4, 4).abandon();
  Part& body = view.body();
  switch (journey.channel.value_or(Channel::letter)) {
    case Channel::sms:
      body.show(name(ks_BY_SMS));
      break;
    case Channel::email:
      body.show(name(ks_BY_EMAIL));
      break;
    case Channel::letter:
      show_letter(body, journey, world.records.recovery(journey.subject, world.now));
      break;
  }
  show_message(body, journey, world);
  return show(std::move(view));
}

}  // namespace

const Page pages::sent{"sent", kReadsJourney, true, false, {}, {}, run};

}  // namespace portillon
