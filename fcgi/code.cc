// The code de confirmation: three tries at one code, ten wrong ones in a row over all of them.
#include "domain/code.h"

#include <algorithm>
#include <iterator>

#include "message_ids.h"
#include "page/derivations.h"
#include "pages.h"
#include "parts/away.h"
#include "parts/code_view.h"
#include "parts/code_wait.h"
#include "parts/recovery_limits.h"
#include "parts/sending.h"
#include "parts/shared_limits.h"
#include "parts/turned_away.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"code", "action"};

std::chrono::seconds whole_seconds(Time::duration time) {
  return std::chrono::ceil<std::chrono::seconds>(time);
}

Step refused(const Journey& journey, const Recovery& recovery, const World& world,
             std::string_view field, Text text, Effects effects = {}) {
  View view = code_view(journey, recovery, world);
  view.error(field, std::move(text));
  return refuse(std::move(view), std::move(effects));
}

Step resend(const Journey& journey, const Recovery& recovery, const World& world) {
  const Limits& limits = world.settings.limits;
  if (letter_only(recovery, limits)) {
    return refused(journey, recovery, world, "", msg::code_letter_only,
                   {Audit{Event::code_request_limited, journey.subject, {}}});
  }
  const Channel channel = journey.channel.value_or(Channel::sms);
  const Away away = away_now(world);
  if (away.holds(channel)) {
    Effects effects = {
        Audit{Event::code_request_limited, journey.subject, std::string(away.reason(channel))}};
    if (!away.codes) {
      return refused(journey, recovery, world, "", away.refusal(channel), std::move(effects));
    }
    View view = code_view(journey, recovery, world);
    view.error("", {msg::code_wait_closed, {{"time", clock_after(*away.codes)}}});
    return too_many(std::move(view), whole_seconds(*away.codes - world.now), std::move(effects));
  }
  const auto next = next_code_at(recovery, limits, world.now);
  if (!next) return go("code", send_code(journey, recovery, channel, world));
  View view = code_view(journey, recovery, world);
  view.error("", code_wait_text(recovery, *next, world));
  return too_many(std::move(view), whole_seconds(*next - world.now),
                  {Audit{Event::code_request_limited, journey.subject, {}}});
}

Text closed_text(const Recovery& recovery, Time until) {
  const Moment time = clock_after(until);
  if (recovery.code && until < recovery.code->expires_at) {
    return {msg::code_closed, {{"time", time}, {"until", clock_of(recovery.code->expires_at)}}};
  }
  return {msg::code_closed_too_long, {{"time", time}}};
}

// Whoever guesses one code at each of many members is stopped by what all have used up together.
// Nothing is looked at and nothing counted: a right code stays as good as it was.
std::optional<Step> entry_closed(const Request& request, const Journey& journey,
                                 const Recovery& recovery, const World& world) {
  const auto all = codes_closed_until(world);
  const auto network = all ? std::nullopt : network_closed_until(request, world);
  if (!all && !network) return std::nullopt;
  View view = code_view(journey, recovery, world);
  if (all) {
    view.error("", closed_text(recovery, *all));
  } else {
    view.error("", {msg::code_network_closed, {{"time", clock_after(*network)}}});
  }
  return too_many(std::move(view),
                  whole_seconds(all.value_or(network.value_or(world.now)) - world.now),
                  {Audit{Event::code_entry_refused, journey.subject, all ? "caisse" : "network"}});
}

// A code that is not there yet, a stranger's or one that the courier still makes, equals nothing.
bool is_right(const LiveCode& live, const Journey& journey, const Code& code, const World& world) {
  const Digest typed =
      code_hash(world.keys, journey.subject, journey.id, code.digits().reveal(), live.hash);
  return live.hash && equal(*live.hash, typed);
}

Text wrong_text(const Recovery& recovery, const Limits& limits) {
  if (letter_only(recovery, limits)) return msg::code_letter_only;
  const unsigned left = limits.code_tries - std::min(limits.code_tries, recovery.code->wrong);
  if (left == 0) return msg::code_exhausted;
  return {msg::code_wrong, {{"count", std::to_string(left)}}};
}

// Guessing on after the code has died counts in the row as well, or dying would be no limit.
Step wrong(const Request& request, const Journey& journey, Recovery recovery, bool alive,
           const World& world) {
  const Limits& limits = world.settings.limits;
  ++recovery.wrong_in_a_row;
  if (alive) ++recovery.code->wrong;
  const bool dead = alive && recovery.code->wrong >= limits.code_tries;
  Text text = alive ? wrong_text(recovery, limits) : dead_code_text(recovery, limits);
  View view = code_view(journey, recovery, world);
  view.error(dead || !alive || letter_only(recovery, limits) ? "" : "code", std::move(text));
  Effects effects = spend_wrong_code(request, journey.subject, world);
  effects.insert(effects.end(),
                 {SaveRecovery{recovery}, SaveJourney{journey},
                  Audit{dead ? Event::code_exhausted : Event::code_wrong, journey.subject,
                        std::string(name_of(journey.channel.value_or(Channel::letter)))}});
  if (dead || letter_only(recovery, limits)) {
    std::ranges::move(warn_of_tries(journey, recovery, world), std::back_inserter(effects));
  }
  return refuse(std::move(view), std::move(effects));
}

Step answer(const Request& request, const Journey& journey, const Recovery& recovery,
            const World& world) {
  const Limits& limits = world.settings.limits;
  if (letter_only(recovery, limits)) {
    return refused(journey, recovery, world, "", msg::code_letter_only);
  }
  if (auto closed = entry_closed(request, journey, recovery, world)) return *std::move(closed);
  if (!is_of(recovery.code, journey)) {
    // Guarded: the right code sent twice at the same moment has moved the journey on meanwhile.
    return refused(journey, recovery, world, "", msg::code_replaced, {SaveJourney{journey}});
  }
  const bool alive = is_alive(*recovery.code, limits, world.now);
  const auto code = Code::parse(request.form["code"], limits.code_digits);
  if (!code) {
    if (!alive) return refused(journey, recovery, world, "", dead_code_text(recovery, limits));
    return refused(journey, recovery, world, "code",
                   {msg::code_slip, {{"digits", std::to_string(limits.code_digits)}}});
  }
  const bool right = is_right(*recovery.code, journey, *code, world);
  if (!right) return wrong(request, journey, recovery, alive, world);
  if (!alive) return refused(journey, recovery, world, "", dead_code_text(recovery, limits));
  return go("sent", send_temporary(journey, recovery, world));
}

Step run(const Request& request, const Session& session, const World& world) {
  if (!session.journey) return without_session("identify");
  const Journey& journey = *session.journey;
  if (journey.stage != Stage::code) return out_of_order(request, journey);

  const Recovery recovery = world.records.recovery(journey.subject, world.now);
  if (request.method == Method::get) return show(code_view(journey, recovery, world));
  if (request.form["action"] == "resend") return resend(journey, recovery, world);
  return answer(request, journey, recovery, world);
}

}  // namespace

const Page pages::code{"code", kReadsJourney, true, true, kForm, {}, run};

}  // namespace portillon
