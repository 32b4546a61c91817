#pragma once
// The trail as the security officer reads it, and who stands behind a pseudonym. Each reading
// leaves a row with the operator's name before anything is shown. Nothing here shows a contact or a
// secret.

#include <functional>
#include <optional>
#include <string>

#include "admin/audit_report.h"
#include "crypto/random.h"
#include "page/events.h"
#include "store/connection.h"

namespace portillon {

struct Wanted {
  std::optional<Lookup> subject;  // under the index key in use, and the one before it
  Time since{};
  std::optional<Event> event;
};

class AuditReading {
 public:
  // `keys`: audit_admin; resolve() also needs identity. `by`: the operator.
  AuditReading(Connection& connection, const Keys& keys, Random& random, std::string by)
      : connection_(connection), keys_(keys), audit_(keys, "admin", random), by_(std::move(by)) {}

  // Oldest first, some at a time.
  void show(const Wanted&, const std::function<void(const ShownRow&)>& with);
  // The identifier behind a pseudonym. nullopt: no member is on file under it.
  std::optional<std::string> identifier_of(const SubjectId&);
  // Notes that the operator asked for the pseudonym of an identifier.
  void note_resolved(const SubjectId&);

 private:
  void record(Event, const SubjectId&, std::string detail);

  Connection& connection_;
  const Keys& keys_;
  AuditChain audit_;
  std::string by_;
};

}  // namespace portillon
