// The way out: Abandonner ends the journey, Se déconnecter the full session. Whoever has neither
// (another tab was quicker) is led out all the same. And the way to stay: « Prolonger », which the
// script of a page asks for without leaving it.
#include <chrono>

#include "page/ends.h"
#include "pages.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"of"};

// How many seconds are left now. Serving this request has put the idle end off, as any does; the
// other one stays. 401: it is over.
Step prolong(const Request& request, const Session& session, const World& world) {
  const Limits& limits = world.settings.limits;
  std::optional<Ends> ends;
  if (request.form["of"] == "journey" && session.journey) ends = ends_of(*session.journey, limits);
  if (request.form["of"] == "session" && session.full) ends = ends_of(*session.full, limits);
  if (!ends) return {{401, Bare{}, {}, {}, false}, {Note{Event::page_without_session, {}}}};
  const auto left = std::chrono::floor<std::chrono::seconds>(ends->first() - world.now);
  return {{200, Bare{std::to_string(left.count()), "text/plain"}, {}, {}, false}, {}};
}

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
  if (request.url == "prolongation") return prolong(request, session, world);
  Step step = request.url == "deconnexion" ? sign_out(session) : abandon(session, world);
  if (session.kept) step.effects.emplace_back(Forget{});
  return step;
}

}  // namespace

const Page pages::leave{
    "leave", kReadsVisit | kReadsJourney | kReadsFull | kReadsKept, false, true, kForm, {}, run};

}  // namespace portillon
