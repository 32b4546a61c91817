#pragma once
// Who runs the command, for the audit trail and for acts that take two people.
//
// What the name rests on, the first that there is:
//   1. the login uid (/proc/self/loginuid): the kernel keeps it from login on through su and sudo,
//      and nobody but root can set it;
//   2. the credential `operator` of a unit, written by root: a service has no login;
//   3. SUDO_UID, for root alone, where the kernel keeps no login uid (containers);
//   4. the user of the process.
// Never a variable that an ordinary user could set. Whoever is root can be anybody: give operators
// sudo for this command, not a shell of root (docs/fr/commande.md).

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

namespace portillon {

struct Operator {
  std::string name;     // letters, digits, '.', '_' and '-', at most 32; never empty
  bool person = false;  // one human being: not root, nor a user of the system that many may use
};

// What tells it; read from the process by current_operator().
struct OperatorSigns {
  std::optional<uid_t> login;  // empty: nobody logged in, or the kernel does not say
  std::string credential;      // of a unit; else empty
  std::string sudo_uid;        // as the environment has it
  uid_t uid = 0;
};
using NameOf = std::function<std::optional<std::string>(uid_t)>;

Operator operator_from(const OperatorSigns&, const NameOf&);
Operator current_operator();
// Its name.
std::string operator_name();

}  // namespace portillon
