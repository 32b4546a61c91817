// « Par sécurité, nous devons vérifier votre identité. » Whoever types a well-formed identifier
// goes on, known or not: a stranger's number walks a decoy journey that looks like a member's.
#include "crypto/seal.h"
#include "domain/identifier.h"
#include "domain/text.h"
#include "message_ids.h"
#include "page/buckets.h"
#include "page/derivations.h"
#include "pages.h"
#include "parts/decoy.h"
#include "parts/identifier_problem.h"
#include "parts/template_name.h"
#include "templates/identify.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"identifier"};
constexpr std::string_view kQuery[] = {"fin"};

View blank(std::string_view typed) {
  View view("identify");
  view.step(1, 4).abandon();
  view.body().set(name(ki_IDENTIFIER), std::string(typed));
  return view;
}

// What was typed in a journey that is still going on: Précédent loses nothing.
std::string typed_before(const Session& session, const World& world) {
  if (!session.journey || session.journey->typed_sealed.empty()) return {};
  const std::string row = to_hex(view(session.journey->subject));
  const auto typed = open(world.keys.ring("typed"), kSealTyped, row, session.journey->typed_sealed);
  return typed ? std::string(typed->reveal()) : std::string();
}

Journey journey_of(const Entry& entry, const SubjectId& subject, std::string_view typed,
                   const World& world) {
  Journey journey;
  journey.stage = entry.first_access ? Stage::prove : Stage::channel;
  journey.subject = subject;
  journey.member = entry.member;
  journey.kind = entry.kind;
  journey.first_access = entry.first_access;
  journey.typed_sealed = seal(world.keys.ring("typed"), kSealTyped, to_hex(view(subject)), typed);
  journey.started_at = journey.seen_at = world.now;
  return journey;
}

// The same identifier again, after Précédent: the journey goes on where it stood. One that has
// come to its end, or to a password, begins anew.
bool goes_on(const Session& session, const Lookup& subject) {
  if (!session.journey || !(equal(session.journey->subject, subject.current) ||
                            equal(session.journey->subject, subject.previous))) {
    return false;
  }
  switch (session.journey->stage) {
    case Stage::prove:
    case Stage::channel:
    case Stage::code:
      return true;
    case Stage::sent:
    case Stage::new_password:
      return false;
  }
  return false;
}

// As it was typed, unless somebody leant on the space bar.
std::string kept(std::string_view typed, const Identifier& identifier) {
  constexpr std::size_t kLongest = 40;
  std::string squeezed = text::squeeze(typed);
  return squeezed.size() <= kLongest ? squeezed : identifier.digits();
}

Step start(const Identifier& identifier, const Lookup& lookup, const Request& request,
           const World& world) {
  const SubjectId& subject = lookup.current;
  const Bucket bucket = starts_bucket(request, world.settings);
  const Level level = world.records.level(bucket, world.now);
  if (const auto until = empty_until(bucket, level, world.now)) {
    View view = blank(request.form["identifier"]);
    view.error("identifier", msg::identify_too_many);
    return too_many(std::move(view), std::chrono::ceil<std::chrono::seconds>(*until - world.now),
                    {Audit{Event::journey_start_limited, subject, request.desk}});
  }
  // The decoy is made for everybody, so that a member's answer takes no less work.
  const Entry decoy = decoy_entry(world.keys, world.records.mix(), identifier);
  const Entry entry = world.records.entry(lookup).value_or(decoy);
  const std::string typed = kept(request.form["identifier"], identifier);
  Journey journey = journey_of(entry, subject, typed, world);
  const Stage stage = journey.stage;
  return go(page_of(stage), {Spend{bucket}, StartJourney{std::move(journey)},
                             Audit{Event::journey_started, subject, request.desk}});
}

Step run(const Request& request, const Session& session, const World& world) {
  if (request.method == Method::get) {
    View view = blank(typed_before(session, world));
    if (request.query["fin"] == "saisie") view.notice(msg::identify_ended);
    return show(std::move(view));
  }

  const std::string_view typed = request.form["identifier"];
  const auto identifier = parse_identifier(typed);
  if (!identifier) {
    View view = blank(typed);
    view.error("identifier", text_of(identifier.problem()));
    return refuse(std::move(view));
  }
  const Lookup subject = subjects_of(world.keys, identifier->canonical());
  if (goes_on(session, subject)) return go(page_of(session.journey->stage));
  return start(*identifier, subject, request, world);
}

}  // namespace

const Page pages::identify{"identify", kReadsVisit | kReadsJourney, true, true, kForm, kQuery, run};

}  // namespace portillon
