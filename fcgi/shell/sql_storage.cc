#include "shell/sql_storage.h"

#include <utility>

#include "store/apply.h"
#include "store/sessions.h"

namespace portillon {

SqlStorage::SqlStorage(Database database, const Limits& limits, Random& random, const Keys& keys)
    : limits_(limits),
      random_(random),
      connection_(std::move(database)),
      records_(connection_, limits),
      audit_(keys, connection_.account(), random) {}

Standing SqlStorage::load(const std::optional<SessionId>& journey,
                          const std::optional<SessionId>& full) {
  Standing standing;
  if (!journey && !full) standing.now = read_clock(connection_);
  if (journey) {
    auto found = load_journey(connection_, *journey, limits_);
    standing.now = found.now;
    standing.journey = std::move(found.row);
  }
  if (full) {
    auto found = load_session(connection_, *full, limits_);
    standing.now = found.now;
    standing.full = std::move(found.row);
  }
  return standing;
}

bool SqlStorage::apply(const Effects& effects, const Change& change) {
  const Applying applying{
      change.now,         change.device, change.journey, change.full, change.new_journey,
      change.new_session, limits_,       random_,        audit_,      change.language};
  switch (portillon::apply(connection_, effects, applying)) {
    case Applied::done:
      return true;
    case Applied::conflict:
      return false;
  }
  return false;
}

}  // namespace portillon
