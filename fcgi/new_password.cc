// The member chooses a password of his own: in the limited session that a temporary password
// opened, and nowhere else.
#include "message_ids.h"
#include "pages.h"
#include "parts/new_password_fields.h"
#include "parts/template_name.h"
#include "parts/turned_away.h"
#include "templates/new_password.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"new_password", "confirm_password"};

View blank_form() {
  View view("new_password");
  view.step(1, 2).abandon();
  view.body().show(name(knp_FORM));
  return view;
}

View done() {
  View view("new_password");
  view.heading(msg::new_password_done_heading).step(1, 2).sign_out();
  view.body().show(name(knp_DONE));
  return view;
}

Step elsewhere(const Request& request, const Session& session) {
  if (session.journey) return out_of_order(request, *session.journey);
  if (session.full) return out_of_order(request, session.full->subject, "account");
  return without_session("identify");
}

Step refused(const ChosenPassword& chosen, const Journey& journey) {
  View view = blank_form();
  show_refusal(view, chosen);
  return refuse(std::move(view), {Audit{Event::password_change_failed, journey.subject, {}}});
}

Step choose(const Request& request, const Journey& journey, const World& world) {
  const auto credentials = world.records.credentials_of(journey.member);
  // A limited session that anything but the letter opened ended with the freeze.
  const bool shut = credentials && credentials->frozen && journey.channel != Channel::letter;
  if (!credentials || shut) return go("identify", {EndJourney{}});

  ChosenPassword chosen =
      choose_password(request.form, *credentials, journey.temporary_hash, world);
  if (!chosen.password) return refused(chosen, journey);
  if (!credentials->password.empty() &&
      world.hasher.matches(credentials->password, credentials->member, *chosen.password)) {
    chosen.reasons.emplace_back(msg::password_is_current);
    return refused(chosen, journey);
  }

  FullSession next = session_of(*credentials, journey.subject, request, world.now);
  next.password_changed = true;
  return go("new_password", password_effects(*chosen.password, *credentials, std::move(next),
                                             journey.channel, world));
}

Step run(const Request& request, const Session& session, const World& world) {
  const bool limited = session.journey && session.journey->stage == Stage::new_password;
  if (!limited) {
    if (!session.full || !session.full->password_changed) return elsewhere(request, session);
    return request.method == Method::get ? show(done()) : go("new_password");
  }
  if (request.method == Method::get) return show(blank_form());
  return choose(request, *session.journey, world);
}

}  // namespace

const Page pages::new_password{
    "new_password", kReadsJourney | kReadsFull, true, true, kForm, {}, run};

}  // namespace portillon
