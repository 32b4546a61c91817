#include "parts/away.h"

#include <algorithm>

#include "message_ids.h"
#include "parts/code_wait.h"
#include "parts/shared_limits.h"

namespace portillon {

bool Away::is_down(Channel channel) const {
  return channel != Channel::letter && std::ranges::find(down, channel) != down.end();
}

bool Away::holds(Channel channel) const {
  if (channel == Channel::letter) return false;
  return codes || is_down(channel) || (sms_spent && channel == Channel::sms);
}

bool Away::all() const { return !codes && holds(Channel::sms) && holds(Channel::email); }

Text Away::hint() const {
  if (!codes) return msg::channel_away;
  return {msg::channel_codes_away, {{"time", clock_after(*codes)}}};
}

Text Away::refusal(Channel channel) const {
  if (all()) return msg::channel_all_refused;
  return channel == Channel::email ? msg::channel_email_refused : msg::channel_sms_refused;
}

std::string_view Away::reason(Channel channel) const {
  if (codes) return "caisse";
  return is_down(channel) ? "down" : name_of(channel);
}

Away away_now(const World& world) {
  return {codes_closed_until(world), sms_is_spent(world), world.records.channels_down(world.now)};
}

}  // namespace portillon
