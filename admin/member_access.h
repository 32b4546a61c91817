#pragma once
// What an agent does alone for a member on the telephone: close the access, end sessions, send the
// letter that opens it again. Nothing here lifts a freeze, shows a secret or changes an address.

#include <optional>
#include <string>
#include <string_view>

#include "admin/operator_steps.h"
#include "crypto/random.h"
#include "domain/reference.h"
#include "page/settings.h"

namespace portillon {

struct MemberFound {
  MemberId member = kNobody;
  SubjectId subject{};
  bool frozen = false;
};

class MemberAccess {
 public:
  // `by`: the operator, for the audit trail.
  // `keys`: audit_admin.
  MemberAccess(Connection& connection, const Limits& limits, Random& random, const Keys& keys,
               std::string by)
      : connection_(connection),
        limits_(limits),
        random_(random),
        steps_(connection, limits, random, keys, std::move(by)) {}

  // By the reference of any message of the last 30 days: the agent, not the reference, tells who
  // calls. Throws StartError when two members have messages of that name.
  std::optional<MemberFound> find(const Reference&);
  std::optional<MemberFound> find(const Lookup&);

  // Frozen already: nothing happens.
  void freeze(const MemberFound&);

  // All sessions and journeys, and the live code. The password stays.
  void end_sessions(const MemberFound&);

  // A temporary password by post. nullopt: it is queued. Otherwise nothing happened, and the limits
  // allow the next one from then on; `beyond` (a word from the code) goes past them.
  std::optional<Time> send_letter(const MemberFound&, std::string_view beyond = {});

 private:
  Connection& connection_;
  const Limits& limits_;
  Random& random_;
  OperatorSteps steps_;
};

}  // namespace portillon
