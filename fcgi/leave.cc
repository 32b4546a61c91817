// The way out: Abandonner ends the journey, Se déconnecter the full session. Whoever has neither
// (another tab was quicker) is led out all the same.
#include "pages.h"

namespace portillon {
namespace {

Step abandon(const Session& session, const World& world) {
  Step step = go({});
  step.response.content = ToPath{world.settings.site.home};
  step.response.clear_site_data = true;
  if (session.journey) {
    step.effects = {EndJourney{}, Audit{Event::journey_abandoned, session.journey->subject,
                                        std::string(name_of(session.journey->stage))}};
  }
  return step;
}

Step sign_out(const Session& session) {
  Step step = go("sign_in");
  step.response.clear_site_data = true;
  if (session.full) {
    step.effects = {EndSession{}, Audit{Event::session_ended, session.full->subject, {}}};
  }
  return step;
}

Step run(const Request& request, const Session& session, const World& world) {
  return request.url == "deconnexion" ? sign_out(session) : abandon(session, world);
}

}  // namespace

const Page pages::leave{"leave", kReadsVisit | kReadsJourney | kReadsFull, false, true, {}, {},
                        run};

}  // namespace portillon
