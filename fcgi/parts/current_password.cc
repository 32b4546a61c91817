#include "parts/current_password.h"

#include <string>

#include "domain/password.h"
#include "message_ids.h"
#include "parts/throttle.h"

namespace portillon {
namespace {

CurrentPassword refused(Text problem, Effects effects = {}) {
  return {false, std::move(effects), std::move(problem), std::nullopt};
}

}  // namespace

CurrentPassword check_current_password(std::string_view typed, const FullSession& full,
                                       const Credentials& credentials, std::string_view where,
                                       const World& world) {
  if (typed.empty()) return refused(msg::password_current_empty);

  const SignIns tries = world.records.sign_ins(full.id);
  if (const auto until = throttled_until(tries, world.settings.limits, world.now)) {
    CurrentPassword throttled = refused({msg::password_throttled, {{"time", clock_of(*until)}}});
    throttled.wait = std::chrono::ceil<std::chrono::seconds>(*until - world.now);
    throttled.effects = {Audit{Event::sign_in_throttled, full.subject, std::string(where)}};
    return throttled;
  }

  const auto password = normalized_password(typed);
  if (!password || credentials.password.empty() ||
      !world.hasher.matches(credentials.password, credentials.member, *password)) {
    return refused(msg::password_current_wrong,
                   {SaveSignIns{with_failure(tries, world.now)},
                    Audit{Event::sign_in_failure, full.subject, std::string(where)}});
  }
  CurrentPassword right;
  right.right = true;
  if (tries.failures > 0) right.effects = {SaveSignIns{with_success(tries)}};
  return right;
}

}  // namespace portillon
