// What nginx asks before the private space (auth_request): who is it, and may he pass? 401 leads to
// sign_in, 403 to contacts. And how many seconds are left, for an application that warns of the
// end.
#include <chrono>

#include "page/ends.h"
#include "pages.h"

namespace portillon {
namespace {

Step answer(int status, Effects trace = {}) {
  return {{status, Bare{}, {}, {}, false}, std::move(trace)};
}

Step run(const Request&, const Session& session, const World& world) {
  if (!session.full) return answer(401, {Note{Event::page_without_session, {}}});
  if (!session.full->contacts_confirmed)
    return answer(403, {Note{Event::page_out_of_order, "contacts"}});
  Step alive = answer(200);
  alive.response.headers.emplace_back("Portillon-Member", session.full->public_id);
  const Ends ends = ends_of(*session.full, world.settings.limits);
  const auto left = std::chrono::floor<std::chrono::seconds>(ends.first() - world.now);
  alive.response.headers.emplace_back("Portillon-Remaining", std::to_string(left.count()));
  return alive;
}

}  // namespace

const Page pages::session{"session", kReadsFull, true, false, {}, {}, run};

}  // namespace portillon
