#include "page/buckets.h"

#include <algorithm>
#include <limits>

#include "page/derivations.h"

namespace portillon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr hours kDay{24};

const AgencyDesk* desk_of(const Request& request, const Settings& settings) {
  if (request.desk.empty()) return nullptr;
  const auto desk = std::ranges::find(settings.desks, request.desk, &AgencyDesk::name);
  return desk == settings.desks.end() ? nullptr : &*desk;
}

// Desks and networks never share a name: an address holds no "desk:".
std::string place_of(const Request& request, const AgencyDesk* desk) {
  return desk == nullptr ? request.client : "desk:" + desk->name;
}

}  // namespace

Bucket starts_bucket(const Request& request, const Settings& settings) {
  const AgencyDesk* desk = desk_of(request, settings);
  return {"start:" + place_of(request, desk),
          desk == nullptr ? settings.limits.starts_an_hour : desk->starts_an_hour, hours(1)};
}

// Where as many journeys start as at a desk, as many people mistype.
Bucket wrong_codes_from(const Request& request, const Settings& settings) {
  const AgencyDesk* desk = desk_of(request, settings);
  const unsigned most = settings.limits.wrong_codes_an_hour;
  return {"wrong_code:" + place_of(request, desk),
          desk == nullptr ? most : std::max(most, desk->starts_an_hour), hours(1)};
}

Bucket wrong_codes_of_all(const Limits& limits) {
  return {"wrong_code:all", limits.wrong_codes_in_ten_minutes, minutes(10)};
}

Bucket sms_budget(const Limits& limits, bool for_nobody) {
  if (for_nobody) return {"sms:nobody", std::numeric_limits<unsigned>::max(), kDay};
  return {"sms:day", limits.sms_a_day, kDay};
}

Bucket sms_alarm(unsigned percent, Time window) {
  return {"sms:alarm:" + std::to_string(percent) + ":" +
              std::to_string(window.time_since_epoch().count()),
          1, kDay};
}

Bucket destination_sends(const Digest& destination, const Limits& limits) {
  return {destination_bucket(destination), limits.destination_a_day, kDay};
}

std::optional<Time> empty_until(const Bucket& bucket, const Level& level, Time now) {
  if (level.used < bucket.most) return std::nullopt;
  return level.used == 0 ? now + bucket.window : level.ends_at;
}

}  // namespace portillon
