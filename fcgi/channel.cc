// « Comment désirez-vous recevoir votre mot de passe temporaire ? » Always at the address on file:
// the visitor chooses the way, never the destination.
#include "message_ids.h"
#include "pages.h"
#include "parts/away.h"
#include "parts/code_view.h"
#include "parts/code_wait.h"
#include "parts/opened.h"
#include "parts/recovery_limits.h"
#include "parts/sending.h"
#include "parts/template_name.h"
#include "parts/turned_away.h"
#include "templates/channel.html.varnames.h"

namespace portillon {
namespace {

constexpr std::string_view kForm[] = {"channel"};

// Destinations are shown only to somebody who answered a proof; without one the page is the same
// for everybody, and contacts are not even read.
std::optional<std::string> mask_for(ContactType type, const Journey& journey,
                                    const std::vector<Contact>& contacts, const World& world) {
  for (const Contact& contact : contacts) {
    if (contact.type == type && contact.state == ContactState::current) {
      return mask_of(contact, journey.member, world.keys);
    }
  }
  return std::nullopt;
}

// By which way a code was sent that will not come: another one is to stand chosen.
std::optional<Channel> lost_way(const Journey& journey, const World& world) {
  if (journey.stage != Stage::code || !journey.message) return std::nullopt;
  const auto status = world.records.message(*journey.message);
  if (!status || !is_lost(code_message_step(*status, journey, world))) return std::nullopt;
  return journey.channel;
}

// Something that can be chosen stands chosen when what was wanted, or is usual, cannot.
std::optional<Channel> preselected(std::optional<Channel> chosen, const Away& away,
                                   std::optional<Channel> lost, bool letter_waits) {
  const auto helps = [&](Channel channel) { return !away.holds(channel) && channel != lost; };
  if (helps(chosen.value_or(Channel::sms))) return chosen;
  for (const Channel other : {Channel::email, Channel::sms}) {
    if (helps(other)) return other;
  }
  return letter_waits ? std::nullopt : std::optional(Channel::letter);
}

struct Way {
  Channel channel;
  ContactType type;
  std::string_view section, masked, known;
};

// What is away says so in the place of its destination.
void show_way(Part& body, const Way& way, const Journey& journey, std::optional<Channel> chosen,
              const Away& away, const std::vector<Contact>& contacts, const World& world) {
  Part& part = body.add(way.section);
  if (chosen == way.channel) part.show(name(kc_CHECKED));
  if (away.holds(way.channel)) {
    part.add(name(kc_AWAY)).set(name(kc_AWAY_TEXT), away.hint());
  } else if (const auto mask = mask_for(way.type, journey, contacts, world)) {
    part.add(way.masked).set(name(kc_MASK), *mask);
  } else {
    part.show(way.known);
  }
}

void show_electronic(Part& body, const Journey& journey, std::optional<Channel> chosen,
                     const Away& away, const World& world) {
  const std::vector<Contact> contacts =
      journey.proven ? world.records.contacts(journey.member) : std::vector<Contact>{};
  const Way ways[] = {
      {Channel::sms, ContactType::mobile, name(kc_SMS), name(kc_SMS_MASKED), name(kc_SMS_KNOWN)},
      {Channel::email, ContactType::email, name(kc_EMAIL), name(kc_EMAIL_MASKED),
       name(kc_EMAIL_KNOWN)}};
  for (const Way& way : ways) show_way(body, way, journey, chosen, away, contacts, world);
}

std::optional<Time> next_letter(const Journey& journey, const Recovery& recovery,
                                const World& world) {
  const Limits& limits = world.settings.limits;
  return journey.proven ? next_letter_to_member_at(recovery, limits, world.now)
                        : next_letter_at(recovery, limits, world.now);
}

View page(const Journey& journey, const Recovery& recovery, std::optional<Channel> chosen,
          const World& world) {
  View view("channel");
  view.step(2, 4).abandon();
  Part& body = view.body();
  const auto letter_waits = next_letter(journey, recovery, world);
  if (letter_only(recovery, world.settings.limits)) {
    body.show(name(kc_LETTER_ONLY));
  } else {
    const Away away = away_now(world);
    chosen = preselected(chosen, away, lost_way(journey, world), letter_waits.has_value());
    if (away.all()) body.show(name(kc_ALL_AWAY));
    show_electronic(body, journey, chosen, away, world);
  }
  Part& letter = body.add(name(kc_LETTER));
  if (chosen == Channel::letter) letter.show(name(kc_CHECKED));
  if (letter_waits) {
    letter.add(name(kc_LETTER_WAIT)).set(name(kc_LETTER_FROM), date_of(*letter_waits));
  } else {
    letter.show(name(kc_LETTER_OPEN));
  }
  return view;
}

std::chrono::seconds until(Time at, Time now) {
  return std::chrono::ceil<std::chrono::seconds>(at - now);
}

Step by_letter(const Journey& journey, const Recovery& recovery, const World& world) {
  const auto next = next_letter(journey, recovery, world);
  if (!next) return go("sent", send_letter(journey, recovery, world));
  View view = page(journey, recovery, Channel::letter, world);
  view.error("channel", {msg::channel_letter_wait, {{"date", date_of(*next)}}});
  return too_many(std::move(view), until(*next, world.now),
                  {Audit{Event::letter_limited, journey.subject, {}}});
}

Step refuse_away(const Journey& journey, const Recovery& recovery, Channel channel,
                 const Away& away, const World& world) {
  Effects effects = {
      Audit{Event::code_request_limited, journey.subject, std::string(away.reason(channel))}};
  View view = page(journey, recovery, channel, world);
  if (!away.codes) {
    view.error("channel", away.refusal(channel));
    return refuse(std::move(view), std::move(effects));
  }
  view.error("channel", {msg::channel_codes_refused, {{"time", clock_after(*away.codes)}}});
  return too_many(std::move(view), until(*away.codes, world.now), std::move(effects));
}

Step by_code(const Journey& journey, const Recovery& recovery, Channel channel,
             const World& world) {
  const Limits& limits = world.settings.limits;
  // Back and Suivant again: the code that was sent is still good, and costs no other one; unless
  // it will not come.
  if (journey.stage == Stage::code && journey.channel == channel && is_of(recovery.code, journey) &&
      is_alive(*recovery.code, limits, world.now) && lost_way(journey, world) != channel) {
    return go("code");
  }
  const Away away = away_now(world);
  if (away.holds(channel)) return refuse_away(journey, recovery, channel, away, world);
  const auto next = next_code_at(recovery, limits, world.now);
  if (!next) return go("code", send_code(journey, recovery, channel, world));
  View view = page(journey, recovery, channel, world);
  view.error("channel", code_wait_text(recovery, *next, world));
  return too_many(std::move(view), until(*next, world.now),
                  {Audit{Event::code_request_limited, journey.subject, {}}});
}

Step choose(const Request& request, const Journey& journey, const Recovery& recovery,
            const World& world) {
  const auto channel = channel_from(request.form["channel"]);
  if (!channel) {
    View view = page(journey, recovery, journey.channel, world);
    view.error("channel", msg::channel_missing);
    return refuse(std::move(view));
  }
  if (channel == Channel::letter) return by_letter(journey, recovery, world);
  if (letter_only(recovery, world.settings.limits)) {
    View view = page(journey, recovery, Channel::letter, world);
    view.error("channel", msg::channel_letter_only);
    return refuse(std::move(view), {Audit{Event::code_request_limited, journey.subject, {}}});
  }
  return by_code(journey, recovery, *channel, world);
}

Step run(const Request& request, const Session& session, const World& world) {
  if (!session.journey) return without_session("identify");
  const Journey& journey = *session.journey;
  // From code one may come back here and choose another way.
  if (journey.stage != Stage::channel && journey.stage != Stage::code) {
    return out_of_order(request, journey);
  }
  const Recovery recovery = world.records.recovery(journey.subject, world.now);
  if (request.method == Method::post) return choose(request, journey, recovery, world);
  return show(page(journey, recovery, journey.channel, world));
}

}  // namespace

const Page pages::channel{"channel", kReadsJourney, true, true, kForm, {}, run};

}  // namespace portillon
