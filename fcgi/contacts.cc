// The member confirms or changes e-mail and telephone numbers. A new e-mail or mobile is the
// member's only after the code that is sent to it was typed here.
#include <string>

#include "message_ids.h"
#include "pages.h"
#include "parts/contact_effects.h"
#include "parts/contact_fields.h"
#include "parts/contacts_view.h"
#include "parts/current_password.h"
#include "parts/kept.h"
#include "parts/sign_in_first.h"
#include "parts/verification.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"email",      "mobile",      "landline",         "fax",
                                      "code_email", "code_mobile", "current_password", "action",
                                      "owner"};
constexpr std::string_view kQuery[] = {"modifier", "fait"};

struct News {
  std::string_view fait;
  MessageId text;
};
constexpr News kNews[] = {{"code", msg::contacts_news_code},
                          {"enregistre", msg::contacts_news_saved},
                          {"annule", msg::contacts_news_cancelled},
                          {"deja", msg::contacts_news_known}};

// What every answer of this page needs.
struct Desk {
  const Request& request;
  const FullSession& full;
  const World& world;
  std::vector<Contact> on_file;

  View view() const { return contacts_view(full, on_file, request.form, {}, world); }
};

Step back(std::string_view fait, Effects effects = {}) {
  Step step = go("contacts", std::move(effects));
  if (!fait.empty()) step.response.content = ToPage{"contacts", "fait=" + std::string(fait)};
  return step;
}

// With what was typed before the session ended, if it did.
Step shown(const Desk& desk, const Session& session) {
  const Fields typed =
      typed_before(desk.request, session, "contacts", desk.full.subject, desk.world.now);
  View view =
      contacts_view(desk.full, desk.on_file, typed, desk.request.query["modifier"], desk.world);
  if (desk.request.late && typed.empty()) return late(View("stale"));
  if (!typed.empty()) view.notice(msg::shell_typed_before);
  for (const News& news : kNews) {
    if (desk.request.query["fait"] == news.fait) view.notice(news.text);
  }
  return desk.request.late ? late(std::move(view)) : show(std::move(view));
}

Step too_many_sends(const Desk& desk, const TooManySends& refused) {
  View view = desk.view();
  view.error({}, refused.text);
  return too_many(std::move(view), refused.wait);
}

Step resend(const Desk& desk, ContactType type) {
  const Contact* pending = find_contact(desk.on_file, type, ContactState::pending);
  if (pending == nullptr) return back({});
  const VerificationTarget target{type, pending->destination};
  const World& world = desk.world;
  if (const auto refused = sends_refused({target}, desk.full.member, world)) {
    return too_many_sends(desk, *refused);
  }
  const MessageKey key = new_message_key(world.random);
  const Limits& limits = world.settings.limits;
  Effects effects{
      verification_pause(desk.full.member, limits),
      RenewContactCode{pending->id, pending->version, key, world.now + limits.code_validity}};
  append(effects, verification_effects(target, key, desk.full, world));
  return back("code", std::move(effects));
}

Step cancel(const Desk& desk, ContactType type) {
  const Contact* pending = find_contact(desk.on_file, type, ContactState::pending);
  if (pending == nullptr) return back({});
  return back("annule", {DropContact{pending->id, pending->version}});
}

std::vector<VerificationTarget> to_verify(const TypedContacts& typed) {
  std::vector<VerificationTarget> targets;
  for (const NewContact& contact : typed.added) {
    if (needs_code(contact.type)) targets.push_back({contact.type, contact.destination});
  }
  return targets;
}

// The session as it is after this step.
struct NextSession {
  FullSession session;
  std::uint64_t version = 0;  // of the credentials, when the password was typed for it

  // A password that was typed makes a new session of it (ASVS 7.2.4): whoever knows the old id has
  // none.
  Effect kept() && {
    if (version != 0) return StartSession{std::move(session), version};
    return SaveSession{std::move(session)};
  }
};

// The refusal, or nothing; `effects` and `next` say what a right password changes.
std::optional<Step> ask_password(const Desk& desk, Effects& effects, NextSession& next) {
  const World& world = desk.world;
  if (password_is_fresh(desk.full, world.settings.limits, world.now)) return std::nullopt;
  const auto credentials = world.records.credentials_of(desk.full.member);
  if (!credentials || credentials->frozen) return sign_in_first("contacts", world.settings.site);
  CurrentPassword current = check_current_password(desk.request.form["current_password"], desk.full,
                                                   *credentials, "contacts", world);
  if (!current.right) {
    View view = desk.view();
    view.error("current_password", *current.problem);
    if (current.wait) return too_many(std::move(view), *current.wait, std::move(current.effects));
    return refuse(std::move(view), std::move(current.effects));
  }
  append(effects, std::move(current.effects));
  next.session.authenticated_at = world.now;
  next.version = credentials->version;
  return std::nullopt;
}

Step refuse_typed(const Desk& desk, const TypedContacts& typed, const TypedCodes& codes) {
  // Shown as it stands once the wrong ones are counted.
  Desk after = desk;
  for (Contact& contact : after.on_file) {
    for (const Contact& wrong : codes.wrong) contact.code_wrong += contact.id == wrong.id ? 1U : 0U;
  }
  View view = after.view();
  for (const FieldError& error : typed.errors) view.error(error.field, error.text);
  for (const FieldError& error : codes.errors) view.error(error.field, error.text);
  Effects counted;
  for (const Contact& contact : codes.wrong) {
    counted.emplace_back(CountWrongContactCode{contact.id, contact.version});
    counted.emplace_back(
        Audit{Event::contact_code_wrong, desk.full.subject, std::string(name_of(contact.type))});
  }
  return refuse(std::move(view), std::move(counted));
}

Step confirmed(const Desk& desk, NextSession next, Effects effects) {
  const Site& site = desk.world.settings.site;
  FullSession& session = next.session;
  const bool wanted_this_page = session.wanted == site.prefix + std::string(desk.request.url);
  const std::string path =
      session.wanted.empty() || wanted_this_page ? site.private_space : session.wanted;
  session.wanted.clear();
  session.password_changed = false;
  append(effects, {ConfirmContacts{desk.full.member}, std::move(next).kept(),
                   Audit{Event::contacts_confirmed, desk.full.subject, {}}});
  Step step = go("contacts", std::move(effects));
  step.response.content = ToPath{path};
  return step;
}

Step save(const Desk& desk, bool confirming) {
  const World& world = desk.world;
  const TypedContacts typed = typed_contacts(desk.request.form, desk.on_file, world.keys);
  const TypedCodes codes = typed_codes(desk.request.form, desk.on_file, desk.full.member, world);
  if (!typed.errors.empty() || !codes.errors.empty()) return refuse_typed(desk, typed, codes);

  Effects effects;
  NextSession next{desk.full};
  const auto targets = to_verify(typed);
  if (!targets.empty()) {
    if (const auto refused = sends_refused(targets, desk.full.member, world)) {
      return too_many_sends(desk, *refused);
    }
    effects.emplace_back(verification_pause(desk.full.member, world.settings.limits));
  }
  if (!typed.added.empty()) {
    if (auto refused = ask_password(desk, effects, next)) return *std::move(refused);
  }
  for (const Contact& contact : codes.right)
    append(effects, promote_contact(contact, desk.on_file, desk.full));
  for (const NewContact& contact : typed.added)
    append(effects, add_contact(contact, desk.full, world));

  // Sent a second time, by a second click: the code is still to be typed.
  const bool waits = !targets.empty() || (typed.waiting && codes.right.empty());
  if (confirming && !waits) return confirmed(desk, std::move(next), std::move(effects));
  if (next.version != 0) effects.push_back(std::move(next).kept());
  if (waits) return back("code", std::move(effects));
  if (!effects.empty()) return back("enregistre", std::move(effects));
  return back(typed.known ? "deja" : "");
}

Step act(const Desk& desk) {
  const Request& request = desk.request;
  const std::string_view action = request.form["action"];
  if (action.empty() || action == "confirm") return save(desk, true);
  if (action == "save") return save(desk, false);
  if (action == "resend_email") return resend(desk, ContactType::email);
  if (action == "resend_mobile") return resend(desk, ContactType::mobile);
  if (action == "cancel_email") return cancel(desk, ContactType::email);
  if (action == "cancel_mobile") return cancel(desk, ContactType::mobile);
  return back({});
}

Step run(const Request& request, const Session& session, const World& world) {
  if (!session.full) {
    return kept_on_the_way(sign_in_first("contacts", world.settings.site), "contacts",
                           {"email", "mobile", "landline", "fax"}, request, world.now);
  }
  const FullSession& full = *session.full;
  const Desk desk{request, full, world, world.records.contacts(full.member)};
  Step step = request.method == Method::get ? shown(desk, session) : act(desk);
  forget_kept(step, request, session, full.subject);
  return step;
}

}  // namespace

const Page pages::contacts{"contacts", kReadsFull | kReadsKept, true, true, kForm, kQuery, run};

}  // namespace portillon
