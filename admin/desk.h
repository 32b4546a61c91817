#pragma once
// What every command about one member works with: the installation, the account admin, its keys and
// the operator.

#include <span>
#include <string_view>
#include <vector>

#include "admin/installation.h"
#include "admin/member_access.h"
#include "admin/member_command.h"
#include "admin/member_requests.h"
#include "admin/operator.h"

namespace portillon {

class Desk {
 public:
  // `more`: rings beside index and audit_admin. Throws StartError, KeyError.
  explicit Desk(std::span<const std::string_view> more = {});

  // Whom the order names. Throws StartError: nobody; nothing was changed.
  MemberFound member(const MemberOrder& order);
  const Limits& limits() const { return installation.config.settings.limits; }

  Installation installation = Installation::load();
  Connection connection{installation.database()};
  SystemRandom random;
  Keys keys;
  Operator by = current_operator();
  OperatorSteps steps{connection, limits(), random, keys, by.name};
  MemberAccess access{connection, limits(), random, keys, by.name};
  MemberRequests requests{connection, limits(), random, keys, by};
};

}  // namespace portillon
