#include "admin/operator_steps.h"

#include "store/apply.h"
#include "store/sessions.h"

namespace portillon {

void OperatorSteps::take(const std::function<Effects(Time now)>& decide) {
  constexpr int kMostTries = 20;
  for (int tries = 0; tries < kMostTries; ++tries) {
    const Time now = read_clock(connection_);
    const Effects effects = decide(now);
    const Applying applying{now, by_, {}, {}, {}, {}, limits_, random_, audit_};
    if (apply(connection_, effects, applying) == Applied::done) return;
  }
  throw StorageError("the member's rows are in use: nothing was changed");
}

}  // namespace portillon
