#include "parts/shared_limits.h"

#include "page/buckets.h"

namespace portillon {
namespace {

std::optional<Time> closed_until(const Bucket& bucket, const World& world) {
  return empty_until(bucket, world.records.level(bucket, world.now), world.now);
}

}  // namespace

std::optional<Time> codes_closed_until(const World& world) {
  return closed_until(wrong_codes_of_all(world.settings.limits), world);
}

std::optional<Time> network_closed_until(const Request& request, const World& world) {
  return closed_until(wrong_codes_from(request, world.settings), world);
}

bool sms_is_spent(const World& world) {
  return closed_until(sms_budget(world.settings.limits), world).has_value();
}

Effects spend_wrong_code(const Request& request, const SubjectId& subject, const World& world) {
  Bucket all = wrong_codes_of_all(world.settings.limits);
  Effects effects = {Spend{wrong_codes_from(request, world.settings)}};
  const bool last = world.records.used(all, world.now) + 1 >= all.most;
  // Who does not know that he takes the last may not take it, and runs again.
  if (!last) --all.most;
  effects.emplace_back(Spend{std::move(all)});
  if (last) effects.emplace_back(Audit{Event::code_entry_closed, subject, {}});
  return effects;
}

}  // namespace portillon
