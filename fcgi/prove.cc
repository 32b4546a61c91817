// First access: one answer to a question that only the member should know. One answer, not a
// guessing game: a wrong one sends the temporary password by letter.
#include <algorithm>
#include <iterator>

#include "message_ids.h"
#include "page/derivations.h"
#include "pages.h"
#include "parts/kept.h"
#include "parts/proof.h"
#include "parts/recovery_limits.h"
#include "parts/sending.h"
#include "parts/template_name.h"
#include "parts/turned_away.h"
#include "templates/prove.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"proof", "answer", "way", "owner"};

void show_question(Part& body, Kind kind, const Fields& form, const std::string& owner,
                   bool letter_follows) {
  Part& question = body.add(name(kp_QUESTION));
  if (letter_follows) question.show(name(kp_LETTER_FOLLOWS));
  question.set(name(kp_ANSWER), std::string(form["answer"])).set(name(kp_OWNER), owner);
  switch (kind) {
    case Kind::particulier: {
      Part& choice = question.add(name(kp_CHOICE));
      if (form["proof"] == "vitale") choice.show(name(kp_VITALE_CHECKED));
      if (form["proof"] == "amount") choice.show(name(kp_AMOUNT_CHECKED));
      question.show(name(kp_ANSWER_LABEL));
      return;
    }
    case Kind::exploitant:
      question.show(name(kp_CONTRIBUTION)).show(name(kp_AMOUNT_HINT));
      return;
    case Kind::entreprise:
      question.show(name(kp_PAYROLL)).show(name(kp_AMOUNT_HINT));
      return;
  }
}

View page(const Fields& form, const Journey& journey, const Recovery& recovery,
          const World& world) {
  const Limits& limits = world.settings.limits;
  View view("prove");
  view.step(1, 4).abandon();
  const auto letter_from = next_letter_at(recovery, limits, world.now);
  if (next_answer_at(recovery, limits, world.now)) {
    view.body().show(name(kp_USED));
  } else {
    show_question(view.body(), journey.kind, form, owner_of(journey.subject), !letter_from);
  }
  if (letter_from) {
    view.body().add(name(kp_LETTER_WAIT)).set(name(kp_LETTER_FROM), date_of(*letter_from));
  } else {
    view.body().show(name(kp_LETTER));
  }
  return view;
}

Step ask_for_letter(const Request& request, const Journey& journey, const Recovery& recovery,
                    const World& world) {
  if (const auto next = next_letter_at(recovery, world.settings.limits, world.now)) {
    View view = page(request.form, journey, recovery, world);
    view.error("", {msg::prove_letter_wait, {{"date", date_of(*next)}}});
    return too_many(std::move(view), std::chrono::ceil<std::chrono::seconds>(*next - world.now),
                    {Audit{Event::letter_limited, journey.subject, {}}});
  }
  return go("sent", send_letter(journey, recovery, world));
}

Step wrong(const Request& request, const Journey& journey, Recovery recovery, FactKind kind,
           const World& world) {
  recovery.proof_failed_at = world.now;
  const auto next = next_letter_at(recovery, world.settings.limits, world.now);
  Effects effects = next ? Effects{SaveRecovery{recovery}, SaveJourney{journey}}
                         : send_letter(journey, recovery, world);
  effects.emplace_back(Audit{Event::proof_wrong, journey.subject, std::string(name_of(kind))});
  std::ranges::move(warn_of_tries(journey, recovery, world), std::back_inserter(effects));
  if (!next) return go("sent", std::move(effects));
  View view = page(request.form, journey, recovery, world);
  view.error("", {msg::prove_wrong_letter_wait, {{"date", date_of(*next)}}});
  return refuse(std::move(view), std::move(effects));
}

// The recovery is saved after a right answer too: of many answers sent at the same time only the
// first one is looked at.
Step right(Journey journey, Recovery recovery, FactKind kind) {
  recovery.proof_failed_at.reset();
  journey.proven = true;
  journey.stage = Stage::channel;
  const SubjectId subject = journey.subject;
  return go("channel", {SaveRecovery{std::move(recovery)}, SaveJourney{std::move(journey)},
                        Audit{Event::proof_right, subject, std::string(name_of(kind))}});
}

Step answer(const Request& request, const Journey& journey, const Recovery& recovery,
            const World& world) {
  const Proof proof = read_proof(journey.kind, request.form, world.settings.limits);
  if (next_answer_at(recovery, world.settings.limits, world.now)) {
    View view = page(request.form, journey, recovery, world);
    view.error("", msg::prove_used);
    return refuse(std::move(view), {Audit{Event::proof_refused, journey.subject, {}}});
  }
  if (const auto* slip = std::get_if<ProofSlip>(&proof)) {
    View view = page(request.form, journey, recovery, world);
    view.error(slip->field, slip->text);
    return refuse(std::move(view));
  }
  const auto& given = std::get<ProofAnswer>(proof);
  const Lookup hash = proof_lookup(world.keys, journey.member, given.kind, given.canonical);
  const Time since = given.window ? world.now - *given.window : Time{};
  if (world.records.fact(journey.member, given.kind, hash, since)) {
    return right(journey, recovery, given.kind);
  }
  return wrong(request, journey, recovery, given.kind, world);
}

// With what was typed before the journey ended, if it did.
Step shown(const Request& request, const Session& session, const Recovery& recovery,
           const World& world) {
  const Journey& journey = *session.journey;
  const Fields typed = typed_before(request, session, "prove", journey.subject, world.now);
  if (request.late && typed.empty()) return late(View("stale"));
  View view = page(typed, journey, recovery, world);
  const bool asked = !next_answer_at(recovery, world.settings.limits, world.now);
  if (asked && !typed.empty()) view.notice(msg::shell_typed_before);
  return request.late ? late(std::move(view)) : show(std::move(view));
}

Step run(const Request& request, const Session& session, const World& world) {
  if (!session.journey) {
    return kept_on_the_way(without_session("identify"), "prove", {"proof", "answer"}, request,
                           world.now);
  }
  const Journey& journey = *session.journey;
  if (journey.stage != Stage::prove) return out_of_order(request, journey);

  const Recovery recovery = world.records.recovery(journey.subject, world.now);
  Step step = [&] {
    if (request.method == Method::get) return shown(request, session, recovery, world);
    if (request.form["way"] == "letter") return ask_for_letter(request, journey, recovery, world);
    return answer(request, journey, recovery, world);
  }();
  forget_kept(step, request, session, journey.subject);
  return step;
}

}  // namespace

const Page pages::prove{"prove", kReadsJourney | kReadsKept, true, true, kForm, {}, run};

}  // namespace portillon
