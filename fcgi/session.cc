// What nginx asks before the private space (auth_request): who is it, and may he pass? 401 leads to
// sign_in, 403 to contacts.
#include "pages.h"

namespace portillon {
namespace {

Step answer(int status, Effects trace = {}) {
  return {{status, Bare{}, {}, {}, false}, std::move(trace)};
}

Step run(const Request&, const Session& session, const World&) {
  if (!session.full) return answer(401, {Note{Event::page_without_session, {}}});
  if (!session.full->contacts_confirmed)
    return answer(403, {Note{Event::page_out_of_order, "contacts"}});
  Step alive = answer(200);
  alive.response.headers.emplace_back("Portillon-Member", session.full->public_id);
  return alive;
}

}  // namespace

const Page pages::session{"session", kReadsFull, true, false, {}, {}, run};

}  // namespace portillon
