// Mon compte › Email & Mot de passe › modifier mon mot de passe: the current one opens the way.
#include <iterator>

#include "crypto/bytes.h"
#include "domain/password.h"
#include "message_ids.h"
#include "pages.h"
#include "parts/current_password.h"
#include "parts/new_password_fields.h"
#include "parts/sign_in_first.h"
#include "parts/template_name.h"
#include "templates/change_password.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"current_password", "new_password", "confirm_password"};

View blank_form() {
  View view("change_password");
  view.sign_out();
  return view;
}

Step refused(View view, const FullSession& full, Effects effects = {}) {
  effects.emplace_back(Audit{Event::password_change_failed, full.subject, {}});
  return refuse(std::move(view), std::move(effects));
}

// What costs nothing comes first: a slip in the new password neither computes nor counts.
Step change(const Request& request, const FullSession& full, const Credentials& credentials,
            const World& world) {
  View view = blank_form();
  const std::string_view typed = request.form["current_password"];
  if (typed.empty()) view.error("current_password", msg::password_current_empty);
  ChosenPassword chosen = choose_password(request.form, credentials, std::nullopt, world);
  if (typed.empty() || !chosen.password) {
    show_refusal(view, chosen);
    return refused(std::move(view), full);
  }

  CurrentPassword current =
      check_current_password(typed, full, credentials, "change_password", world);
  if (!current.right) {
    view.error("current_password", *current.problem);
    if (current.wait) return too_many(std::move(view), *current.wait, std::move(current.effects));
    return refused(std::move(view), full, std::move(current.effects));
  }
  // The current one is what was just typed: no second computation is needed to recognise it.
  const auto current_nfc = normalized_password(typed);
  if (current_nfc && equal(current_nfc->reveal(), chosen.password->reveal())) {
    chosen.reasons.emplace_back(msg::password_is_current);
    show_refusal(view, chosen);
    return refused(std::move(view), full, std::move(current.effects));
  }

  FullSession next = session_of(credentials, full.subject, request, world.now);
  next.wanted = full.wanted;
  Step step = go("account", password_effects(*chosen.password, credentials, std::move(next),
                                             std::nullopt, world));
  step.response.content = ToPage{"account", "fait=mot-de-passe"};
  step.effects.insert(step.effects.end(), std::make_move_iterator(current.effects.begin()),
                      std::make_move_iterator(current.effects.end()));
  return step;
}

Step run(const Request& request, const Session& session, const World& world) {
  if (!session.full) return sign_in_first("change_password", world.settings.site);
  if (request.method == Method::get) return show(blank_form());
  const auto credentials = world.records.credentials_of(session.full->member);
  if (!credentials || credentials->frozen)
    return sign_in_first("change_password", world.settings.site);
  return change(request, *session.full, *credentials, world);
}

}  // namespace

const Page pages::change_password{"change_password", kReadsFull, true, true, kForm, {}, run};

}  // namespace portillon
