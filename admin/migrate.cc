#include "admin/migrate.h"

#include <string>

#include "shell/start_error.h"
#include "store/migrate.h"

namespace portillon {
namespace {

constexpr std::uint32_t kNamesWhoIsServed = 20;  // sql/0020_oldest_served.sql

}  // namespace

std::string effect_on_running(const std::vector<Migration>& migrations, std::uint32_t from) {
  if (from < kNamesWhoIsServed || migrations.empty() || migrations.back().version <= from)
    return {};
  for (const Migration& migration : migrations) {
    if (migration.version <= from || migration.oldest_served <= from) continue;
    return "WARNING: programs of the release before (schema " + std::to_string(from) + ") end at " +
           migration.name + ": stop them first (portillon drain --stop)\n";
  }
  return "programs of the release before (schema " + std::to_string(from) + ") serve on\n";
}

void migrate(Connection& connection, const std::filesystem::path& folder, bool dry_run,
             std::ostream& out) {
  const auto migrations = read_migrations(folder);
  const auto last = static_cast<std::uint32_t>(migrations.size());
  if (last != kSchemaVersion) {
    throw StartError(folder.string() + ": holds " + std::to_string(last) +
                     " migrations, but this program is made for " + std::to_string(kSchemaVersion));
  }
  SchemaChange schema(connection);
  const std::uint32_t from = schema.version();
  if (from > last) {
    // After a way back to the release before: what it can serve on, it leaves as it is.
    if (!schema.state().serves()) {
      throw StartError("the schema has version " + std::to_string(from) + ", newer than the " +
                       std::to_string(last) + " of this program, and no longer serves it");
    }
    out << "schema version " << from << " is newer and serves this program too: nothing to do"
        << std::endl;
    return;
  }
  out << effect_on_running(migrations, from) << std::flush;
  for (const Migration& migration : migrations) {
    if (migration.version <= from) continue;
    if (dry_run) {
      out << migration.name << ": would be applied" << std::endl;
    } else if (!schema.migrate({migration}).empty()) {
      out << migration.name << ": applied" << std::endl;
    }
  }
  if (from == last) out << "schema version " << last << ": nothing to do" << std::endl;
}

}  // namespace portillon
