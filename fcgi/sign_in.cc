// Identifier and password. Whatever is wrong, there is one text, one status and one Argon2id
// computation, so that a number alone teaches nothing about who stands behind it.
//
// Two answers take no computation. A temporary password that is right: only its holder sees that. A
// throttled attempt: failures are counted alike for members and strangers, so it says nothing
// either; for a browser that the member signed in from before they are counted apart. The temporary
// password is looked at before the throttle, because somebody who hammers at a member's number must
// not keep him from getting back in; it has its own limit of wrong tries.
#include "domain/identifier.h"
#include "domain/temporary.h"
#include "domain/text.h"
#include "message_ids.h"
#include "page/derivations.h"
#include "pages.h"
#include "parts/host_path.h"
#include "parts/new_password_fields.h"
#include "parts/permit.h"
#include "parts/template_name.h"
#include "parts/throttle.h"
#include "templates/sign_in.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"identifier", "password"};
constexpr std::string_view kQuery[] = {"suite", "fin"};

// One attempt, with everything that was read for it: the same reads for everybody.
struct Attempt {
  const Request& request;
  const Session& session;
  const World& world;
  SubjectId subject{};
  SignIns sign_ins;
  std::optional<Credentials> credentials;
  Secret password;                             // NFC
  std::optional<TemporaryPassword> temporary;  // if it has the shape of one

  bool temporary_waits() const {
    return credentials && credentials->temporary &&
           world.now < credentials->temporary->expires_at &&
           credentials->temporary->wrong < world.settings.limits.temporary_tries;
  }
};

View blank(std::string_view identifier) {
  View view("sign_in");
  view.body().set(name(ksi_IDENTIFIER), std::string(identifier));
  return view;
}

Step failed(const Request& request, Effects effects) {
  View view = blank(request.form["identifier"]);
  view.error("identifier", msg::sign_in_failed);
  return refuse(std::move(view), std::move(effects));
}

Step open_page(const Request& request, const Session& session) {
  const std::string_view wanted = request.query["suite"];
  Effects effects;
  if (is_path_of_this_host(wanted) && wanted != session.visit.wanted) {
    effects.emplace_back(SetVisit{Visit{std::string(wanted)}});
  }
  View view = blank({});
  if (request.query["fin"] == "saisie") view.notice(msg::sign_in_ended);
  return show(std::move(view), std::move(effects));
}

// After a temporary password too: who was locked out by a stranger's tries, and came back in by a
// code, is not locked out again the next day.
SetPermit permit_of(const Attempt& a) {
  return {granted(a.session.permit, a.subject, a.world.random)};
}

std::optional<Step> with_temporary(const Attempt& a) {
  if (!a.temporary) return std::nullopt;
  const MemberId member = a.credentials ? a.credentials->member : kNobody;
  Like waiting;
  if (a.credentials && a.credentials->temporary) waiting = a.credentials->temporary->hash;
  const Digest typed =
      temporary_hash(a.world.keys, member, a.temporary->symbols().reveal(), waiting);
  if (!a.temporary_waits() || !equal(a.credentials->temporary->hash, typed)) return std::nullopt;

  Journey limited;
  limited.stage = Stage::new_password;
  limited.subject = a.subject;
  limited.member = member;
  limited.first_access = a.credentials->password.empty();
  limited.temporary_hash = typed;
  limited.channel = a.credentials->temporary->channel;  // tells new_password who must be told how
  limited.started_at = limited.seen_at = a.world.now;
  return go("new_password",
            {UseTemporary{member, a.credentials->version}, StartJourney{std::move(limited)},
             ForgiveProof{a.subject}, SaveSignIns{with_success(a.sign_ins)}, permit_of(a),
             Audit{Event::temporary_password_used, a.subject,
                   std::string(name_of(a.credentials->temporary->channel))}});
}

// For everybody, or the time it takes would say that a temporary password waits.
CountWrongTemporary count_at_temporary(const Attempt& a) {
  if (!a.temporary_waits()) return {kNobody, 0};
  return {a.credentials->member, a.credentials->version};
}

// While one has to wait, no own password is looked at; but what has the shape of a temporary one
// was a try at that, and counts as one. Where none waits another row is written instead: here no
// computation hides the work.
Step throttled(const Attempt& a) {
  Effects effects = {Audit{Event::sign_in_throttled, a.subject, "password"}};
  if (a.temporary && a.temporary_waits()) {
    effects.emplace_back(count_at_temporary(a));
  } else if (a.temporary) {
    effects.emplace_back(SaveSignIns{a.sign_ins});
  }
  return failed(a.request, std::move(effects));
}

bool is_own_password(const Attempt& a) {
  // A frozen member's own password is nobody's, at the same cost.
  if (!a.credentials || a.credentials->password.empty() || a.credentials->frozen) {
    return a.world.hasher.matches_nobody(a.password);
  }
  return a.world.hasher.matches(a.credentials->password, a.credentials->member, a.password);
}

Step wrong(const Attempt& a) {
  const Event event =
      a.temporary_waits() ? Event::temporary_password_failed : Event::sign_in_failure;
  return failed(a.request, {SaveSignIns{with_failure(a.sign_ins, a.world.now)},
                            count_at_temporary(a), Audit{event, a.subject, "password"}});
}

// The failures are saved after a success too: of many passwords tried at the same time no more are
// looked at than one after the other.
Step welcome(const Attempt& a) {
  const std::string& stored = a.credentials->password;
  FullSession session = session_of(*a.credentials, a.subject, a.request, a.world.now);
  const std::string wanted =
      is_path_of_this_host(a.session.visit.wanted) ? a.session.visit.wanted : std::string();
  session.wanted = wanted;
  Effects effects = {SaveSignIns{with_success(a.sign_ins)},
                     StartSession{std::move(session), a.credentials->version}, permit_of(a),
                     Audit{Event::sign_in_success, a.subject,
                           a.sign_ins.failures > 0 ? "password_after_failures" : "password"}};
  if (a.world.hasher.needs_rehash(stored)) {
    const MemberId member = a.credentials->member;
    effects.emplace_back(
        Rehash{member, a.credentials->version, a.world.hasher.hash(member, a.password)});
    effects.emplace_back(Audit{Event::password_rehashed, a.subject, {}});
  }
  Step step = go("contacts", std::move(effects));
  if (a.credentials->contacts_confirmed) {
    step.response.content = ToPath{wanted.empty() ? a.world.settings.site.private_space : wanted};
  }
  return step;
}

Secret in_nfc(std::string_view typed) {
  return Secret::from(text::nfc(typed).value_or(std::string()));
}

Step run(const Request& request, const Session& session, const World& world) {
  if (request.method == Method::get) return open_page(request, session);

  const std::string_view typed = request.form["identifier"];
  const std::string_view password = request.form["password"];
  if (text::trim(typed).empty() || password.empty()) {
    View view = blank(typed);
    if (text::trim(typed).empty()) view.error("identifier", msg::sign_in_no_identifier);
    if (password.empty()) view.error("password", msg::sign_in_no_password);
    return refuse(std::move(view));
  }
  const auto identifier = parse_identifier(typed);
  if (!identifier) {
    world.hasher.matches_nobody(in_nfc(password));
    return failed(request, {});
  }
  const Lookup lookup = subjects_of(world.keys, identifier->canonical());
  const SubjectId& subject = lookup.current;
  const Attempt attempt{request,
                        session,
                        world,
                        subject,
                        world.records.sign_ins(allowance_of(session.permit, subject)),
                        world.records.credentials(lookup),
                        in_nfc(password),
                        TemporaryPassword::parse(password)};
  if (auto step = with_temporary(attempt)) return std::move(*step);
  if (throttled_until(attempt.sign_ins, world.settings.limits, world.now)) {
    return throttled(attempt);
  }
  return is_own_password(attempt) ? welcome(attempt) : wrong(attempt);
}

}  // namespace

const Page pages::sign_in{
    "sign_in", kReadsVisit | kReadsJourney | kReadsFull | kReadsPermit, true, true, kForm, kQuery,
    run};

}  // namespace portillon
