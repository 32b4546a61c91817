// A temporary password is on its way. Shown as often as one likes; nothing is sent again.
#include "message_ids.h"
#include "pages.h"
#include "parts/template_name.h"
#include "parts/turned_away.h"
#include "templates/sent.html.varnames.h"

namespace portillon {
namespace {

void show_letter(Part& body, const Journey& journey, const Recovery& recovery, const World& world) {
  Part& letter = body.add(name(ks_LETTER));
  letter.set(name(ks_LETTER_DAYS), world.settings.caisse.letter_days);
  // Nobody wonders why a letter comes: the answer of this very journey was not the right one.
  if (recovery.proof_failed_at && *recovery.proof_failed_at >= journey.started_at) {
    letter.show(name(ks_WRONG_ANSWER));
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
      show_letter(body, journey, world.records.recovery(journey.subject, world.now), world);
      break;
  }
  const auto status = journey.message ? world.records.message(*journey.message) : std::nullopt;
  if (status && !status->reference.empty()) {
    body.add(name(ks_REFERENCED)).set(name(ks_REFERENCE), status->reference);
  }
  // Only after a right code: a letter is asked for by whoever knows a number.
  if (status && status->state == MessageState::failed && journey.channel != Channel::letter) {
    body.show(name(ks_FAILED));
  }
  return show(std::move(view));
}

}  // namespace

const Page pages::sent{"sent", kReadsJourney, true, false, {}, {}, run};

}  // namespace portillon
