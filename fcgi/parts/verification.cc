#include "parts/verification.h"

#include <algorithm>

#include "message_ids.h"
#include "page/buckets.h"
#include "page/derivations.h"

namespace portillon {
namespace {

constexpr std::chrono::hours kDay{24};
// A destination's window is not known to the page: long enough to stop asking, short enough to try
// again the same day.
constexpr std::chrono::hours kDestinationWait{1};

std::chrono::seconds pause(const Limits& limits) {
  return std::max(limits.between_sends, Limits::Seconds{1});
}

TooManySends refused_until(MessageId id, Time until, Time now) {
  return {{id, {{"time", date_and_clock_of(until)}}},
          std::chrono::ceil<std::chrono::seconds>(until - now)};
}

// When `more` sends fit into the last 24 hours together with the earlier ones (oldest first).
Time when_they_fit(const std::vector<Time>& sent, std::size_t more, const Limits& limits,
                   Time now) {
  if (sent.size() + more <= limits.codes_a_day) return now;
  const std::size_t must_age = sent.size() + more - limits.codes_a_day;
  if (must_age > sent.size()) return now + kDay;
  return sent[must_age - 1] + kDay;
}

}  // namespace

std::optional<TooManySends> sends_refused(const std::vector<VerificationTarget>& targets,
                                          MemberId member, const World& world) {
  const Limits& limits = world.settings.limits;
  const Time now = world.now;
  const std::vector<Time> sent = world.records.verifications_sent(member, now);
  const Time fits = when_they_fit(sent, targets.size(), limits, now);
  if (fits > now) return refused_until(msg::contacts_sends_a_day, fits, now);
  if (!sent.empty() && sent.back() + pause(limits) > now) {
    return refused_until(msg::contacts_sends_pause, sent.back() + pause(limits), now);
  }
  for (const VerificationTarget& target : targets) {
    const Bucket bucket = destination_sends(target.destination, limits);
    if (world.records.used(bucket, now) >= bucket.most) {
      return TooManySends{msg::contacts_sends_destination, kDestinationWait};
    }
  }
  return std::nullopt;
}

Spend verification_pause(MemberId member, const Limits& limits) {
  return {{"verification:" + row_of(member), 1, pause(limits)}};
}

Effects verification_effects(const VerificationTarget& target, MessageKey key,
                             const FullSession& full, const World& world) {
  Queue order;
  order.key = key;
  order.kind = MessageKind::verification;
  order.channel = target.type == ContactType::email ? Channel::email : Channel::sms;
  order.subject = full.subject;
  order.member = full.member;
  order.on_file_before = world.now;
  return {Spend{destination_sends(target.destination, world.settings.limits)}, order,
          Audit{Event::contact_change_requested, full.subject, std::string(name_of(target.type))}};
}

}  // namespace portillon
