#pragma once
// What an operator changes for a member goes as a page's step does: all in one transaction, with
// its row of the audit trail, and again on fresh records when somebody was quicker.

#include <functional>

#include "crypto/random.h"
#include "page/settings.h"
#include "page/step.h"
#include "store/audit_chain.h"

namespace portillon {

class OperatorSteps {
 public:
  // Account admin; ring audit_admin. `by`: the operator, whose name stands where pages have the
  // device. Everything must outlive it.
  OperatorSteps(Connection& connection, const Limits& limits, Random& random, const Keys& keys,
                std::string by)
      : connection_(connection),
        limits_(limits),
        random_(random),
        audit_(keys, "admin", random),
        by_(std::move(by)) {}

  // `decide` is asked again after each lost race; what it throws ends it, and nothing was changed.
  // Throws StorageError.
  void take(const std::function<Effects(Time now)>& decide);

 private:
  Connection& connection_;
  const Limits& limits_;
  Random& random_;
  AuditChain audit_;
  std::string by_;
};

}  // namespace portillon
