// « Ce n'est pas moi »: who was sent a notice of something he did not do closes his own access with
// the reference printed in it. Nothing comes back that tells whether the reference fitted: the same
// answer, the same statements. Only the letter opens the access again.
//
// Not every reference freezes: that of a code, or of a letter that was asked for, stands on the
// page of whoever asked. It would let a stranger lock out any member whose number he knows.
#include "crypto/bytes.h"
#include "domain/identifier.h"
#include "domain/reference.h"
#include "domain/text.h"
#include "message_ids.h"
#include "page/derivations.h"
#include "pages.h"
#include "parts/freezing.h"
#include "parts/identifier_problem.h"
#include "parts/template_name.h"
#include "templates/not_me.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"reference", "identifier"};
constexpr std::string_view kQuery[] = {"fait"};
constexpr std::string_view kDone = "demande";

View blank(const Fields& form) {
  View view("not_me");
  view.body()
      .add(name(knm_FORM))
      .set(name(knm_REFERENCE), std::string(form["reference"]))
      .set(name(knm_IDENTIFIER), std::string(form["identifier"]));
  return view;
}

Step shown(const Request& request, const World& world) {
  if (request.query["fait"] != kDone) return show(blank({}));
  View view("not_me");
  view.body().add(name(knm_DONE)).set(name(knm_CALL), world.settings.caisse.phone);
  return show(std::move(view));
}

// By network against who tries many numbers, by number against who guesses at one from many
// networks. Six signs of eighteen, five tries a day.
std::vector<Bucket> buckets_of(const Request& request, const SubjectId& subject,
                               const Limits& limits) {
  return {{"not_me:" + request.client, limits.not_me_an_hour, std::chrono::hours(1)},
          {"not_me_of:" + to_hex(view(subject)), limits.not_me_a_day, std::chrono::hours(24)}};
}

Step report(const Reference& reference, const Lookup& lookup, const Request& request,
            const World& world) {
  const SubjectId& subject = lookup.current;
  const std::vector<Bucket> buckets = buckets_of(request, subject, world.settings.limits);
  const Bucket* full = nullptr;
  for (const Bucket& bucket : buckets) {
    if (world.records.used(bucket, world.now) >= bucket.most) full = &bucket;
  }
  if (full != nullptr) {
    View view = blank(request.form);
    view.error("", {msg::not_me_too_many, {{"phone", world.settings.caisse.phone}}});
    return too_many(std::move(view), full->window, {Audit{Event::not_me_limited, subject, {}}});
  }
  const auto member = world.records.told(lookup, reference.text(), world.now - kReferenceKnown);
  Effects effects = freeze(member, subject, world.now, world.random);
  for (const Bucket& bucket : buckets) effects.emplace_back(Spend{bucket});
  effects.emplace_back(Audit{member ? Event::frozen : Event::not_me_reported, subject, {}});
  Step step = go("not_me", std::move(effects));
  step.response.content = ToPage{"not_me", "fait=" + std::string(kDone)};
  return step;
}

Step run(const Request& request, const Session&, const World& world) {
  if (request.method == Method::get) return shown(request, world);

  const auto reference = Reference::parse(request.form["reference"]);
  const auto identifier = parse_identifier(request.form["identifier"]);
  if (!reference || !identifier) {
    View view = blank(request.form);
    const bool empty = text::trim(request.form["reference"]).empty();
    if (!reference) {
      view.error("reference", empty ? msg::not_me_no_reference : msg::not_me_bad_reference);
    }
    if (!identifier) view.error("identifier", text_of(identifier.problem()));
    return refuse(std::move(view));
  }
  return report(*reference, subjects_of(world.keys, identifier->canonical()), request, world);
}

}  // namespace

const Page pages::not_me{"not_me", kReadsVisit, true, true, kForm, kQuery, run};

}  // namespace portillon
