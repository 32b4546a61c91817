#pragma once
// All effects of a step in one transaction, or none. Tables are changed in one order, whatever the
// order of the effects, so that two steps do not wait for each other in a circle.

#include <optional>
#include <string>

#include "crypto/random.h"
#include "page/language.h"
#include "page/settings.h"
#include "page/step.h"
#include "store/audit_chain.h"
#include "store/connection.h"

namespace portillon {

// What the shell knows and the effects do not say.
struct Applying {
  Time now{};  // as the page saw it
  std::string device;
  std::optional<SessionId> journey;  // of this request
  std::optional<SessionId> full;
  SessionId new_journey{};  // for StartJourney
  SessionId new_full{};     // for StartSession
  const Limits& limits;
  Random& random;     // keys of notices
  AuditChain& audit;  // of this connection
  // In which the step was asked for. None where no member did, but the caisse: then what is sent
  // goes in the member's own.
  std::optional<Language> language{};
};

// conflict: somebody changed what the page had seen. Nothing was written: load afresh and run the
// page again.
enum class Applied { done, conflict };

// Throws StorageError when the database is away; after a connection that died during COMMIT nobody
// knows whether it was done.
Applied apply(Connection&, const Effects&, const Applying&);

// One use of a bucket, in the caller's transaction or none. False: no use is left.
bool spend(Connection&, const Bucket&, Time now);

}  // namespace portillon
