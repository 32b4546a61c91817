#pragma once
// The storage of one worker, over its own connection: made at the first request that needs it.

#include "crypto/random.h"
#include "page/settings.h"
#include "shell/storage.h"
#include "store/audit_chain.h"
#include "store/connection.h"
#include "store/overview.h"
#include "store/records.h"

namespace portillon {

class SqlStorage final : public Storage {
 public:
  // All but `database` must outlive it. `keys`: of the audit trail.
  SqlStorage(Database database, const Limits& limits, Random& random, const Keys& keys);

  Standing load(const std::optional<SessionId>& journey,
                const std::optional<SessionId>& full) override;
  Records& records() override { return records_; }
  bool apply(const Effects& effects, const Change& change) override;

  const DatabaseUse& use() const { return connection_.use(); }
  // Of the page `health` alone.
  Overview overview() { return read_overview(connection_); }

 private:
  const Limits& limits_;
  Random& random_;
  Connection connection_;
  SqlRecords records_;
  AuditChain audit_;
};

}  // namespace portillon
