// Mon compte › Email & Mot de passe: what is on file, which sessions are open, what happened.
#include "message_ids.h"
#include "pages.h"
#include "parts/contacts_on_file.h"
#include "parts/event_text.h"
#include "parts/opened.h"
#include "parts/sign_in_first.h"
#include "parts/template_name.h"
#include "parts/turned_away.h"
#include "templates/account.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"action", "session"};
constexpr std::string_view kQuery[] = {"fait"};
constexpr unsigned kEvents = 20;
constexpr std::size_t kSessionNameBytes = 16;

MessageId label_of(ContactType type) {
  switch (type) {
    case ContactType::email:
      return msg::account_contact_email;
    case ContactType::mobile:
      return msg::account_contact_mobile;
    case ContactType::landline:
      return msg::account_contact_landline;
    case ContactType::fax:
      return msg::account_contact_fax;
  }
  return msg::account_contact_email;
}

// Names one of the member's own sessions in a form. Half of the token's SHA-256: enough to tell
// them apart, and nothing that opens one.
std::string name_of_session(const SessionId& id) {
  return to_hex(view(id).substr(0, kSessionNameBytes));
}

void set_device(Part& part, const std::string& device) {
  const std::size_t comma = device.find(", ");
  if (device.empty()) {
    part.set(name(ka_DEVICE), msg::account_unknown_device);
  } else if (comma == std::string::npos) {
    part.set(name(ka_DEVICE), device);  // an operator, or a row of before there were languages
  } else {
    part.set(name(ka_DEVICE),
             {msg::account_device,
              {{"browser", device.substr(0, comma)}, {"system", device.substr(comma + 2)}}});
  }
}

void show_contacts(Part& body, const FullSession& full, const World& world) {
  const auto on_file = world.records.contacts(full.member);
  for (const ContactType type : kContactTypes) {
    Part& row = body.add(name(ka_CONTACT)).set(name(ka_LABEL), label_of(type));
    const Contact* current = find_contact(on_file, type, ContactState::current);
    if (current == nullptr) {
      row.show(name(ka_NONE));
    } else {
      row.add(name(ka_ON_FILE)).set(name(ka_MASK), mask_of(*current, full.member, world.keys));
    }
  }
}

void show_sessions(Part& body, const FullSession& full, const World& world) {
  bool others = false;
  for (const OpenSession& open : world.records.open_sessions(full.member, world.now)) {
    Part& row = body.add(name(ka_OPEN))
                    .set(name(ka_SINCE), date_and_clock_of(open.started_at))
                    .set(name(ka_SEEN), date_and_clock_of(open.seen_at));
    set_device(row, open.device);
    if (open.id == full.id) {
      row.show(name(ka_THIS));
    } else {
      others = true;
      row.add(name(ka_END)).set(name(ka_SESSION), name_of_session(open.id));
    }
  }
  if (others) body.show(name(ka_OTHERS));
}

void show_events(Part& body, const FullSession& full, const World& world) {
  Part events;
  bool any = false;
  for (const PastEvent& past : world.records.events(full.member, kEvents)) {
    const auto what = event_text(past.event);
    if (!what) continue;
    any = true;
    Part& row = events.add(name(ka_EVENT))
                    .set(name(ka_WHAT), *what)
                    .set(name(ka_DATE), date_and_clock_of(past.at));
    if (!past.device.empty()) set_device(row.add(name(ka_FROM)), past.device);
  }
  if (any) {
    body.add(name(ka_EVENTS)) = std::move(events);
  } else {
    body.show(name(ka_NO_EVENTS));
  }
}

Step shown(const Request& request, const FullSession& full, const World& world) {
  View view("account");
  view.sign_out();
  const std::string_view done = request.query["fait"];
  if (done == "mot-de-passe") view.notice(msg::account_news_password);
  if (done == "connexion") view.notice(msg::account_news_session);
  if (done == "connexions") view.notice(msg::account_news_sessions);
  show_contacts(view.body(), full, world);
  show_sessions(view.body(), full, world);
  show_events(view.body(), full, world);
  return show(std::move(view));
}

Step back(std::string_view done, Effects effects) {
  Step step = go("account", std::move(effects));
  step.response.content = ToPage{"account", "fait=" + std::string(done)};
  return step;
}

// Only among the member's own: a name from elsewhere finds nothing.
Step end_one(std::string_view wanted, const FullSession& full, const World& world) {
  for (const OpenSession& open : world.records.open_sessions(full.member, world.now)) {
    if (open.id == full.id || name_of_session(open.id) != wanted) continue;
    return back("connexion", {EndOneSession{full.member, open.id},
                              Audit{Event::session_ended, full.subject, {}}});
  }
  return go("account");
}

Step run(const Request& request, const Session& session, const World& world) {
  if (!session.full) return sign_in_first("account", world.settings.site);
  const FullSession& full = *session.full;
  if (!full.contacts_confirmed) return out_of_order(request, full.subject, "contacts");
  if (request.method == Method::get) return shown(request, full, world);

  const std::string_view action = request.form["action"];
  if (action == "end") return end_one(request.form["session"], full, world);
  if (action == "end_others") {
    return back("connexions", {EndOtherSessions{full.member, full.subject},
                               Audit{Event::other_sessions_ended, full.subject, {}}});
  }
  return go("account");
}

}  // namespace

const Page pages::account{"account", kReadsFull, true, true, kForm, kQuery, run};

}  // namespace portillon
