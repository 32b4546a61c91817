#include "admin/commands.h"

#include <unistd.h>

#include <iostream>

#include "admin/accounts.h"
#include "admin/installation.h"
#include "admin/json_object.h"
#include "admin/migrate.h"
#include "admin/operator.h"
#include "admin/operator_steps.h"
#include "admin/progress.h"
#include "admin/sizing.h"
#include "admin/static_pages.h"
#include "admin/stats.h"
#include "shell/start_error.h"
#include "store/audit_line.h"
#include "store/migrate.h"
#include "store/purge.h"

namespace portillon {
namespace {

constexpr std::string_view kKeeperKeys[] = {"audit_admin"};
constexpr unsigned kPurgedAtOnce = 1000;

// The trail is the command's own account's, which these very statements may have made.
void note_grants(const Installation& installation) {
  const Keys keys = Keys::load(installation.keys, kKeeperKeys);
  Connection connection(installation.database());
  SystemRandom random;
  OperatorSteps steps(connection, installation.config.settings.limits, random, keys,
                      operator_name());
  steps.take([](Time) -> Effects { return {Audit{Event::grants_by_operator, {}, {}}}; });
}

void apply_statements(const std::vector<Secret>& statements, const Installation& installation,
                      const GrantsOrder& order) {
  Connection connection(installation.database_as(order.account, order.password_file));
  SchemaChange change(connection);
  for (const Secret& statement : statements) change.execute(std::string(statement.reveal()));
  std::cout << account_stems().size() << " accounts have their rights\n";
}

void print_statements(const std::vector<Secret>& statements) {
  for (const Secret& statement : statements) std::cout << statement.reveal() << ";\n";
}

}  // namespace

int done(ExitStatus status) {
  std::cout.flush();
  if (!std::cout) throw StartError("standard output: cannot be written");
  return status;
}

int run_migrate(const MigrateOrder& order) {
  const Installation installation = Installation::load();
  Connection connection(installation.database_as(order.account, order.password_file));
  const std::filesystem::path given = order.migrations;
  migrate(connection, given.empty() ? installation.migrations : given, order.dry_run, std::cout);
  return done();
}

int run_grants(const GrantsOrder& order) {
  const Installation installation = Installation::load();
  const Config& config = installation.config;
  const auto statements = account_statements(
      {config.database_name, config.account_prefix, order.passwords, order.from});
  if (order.apply) {
    apply_statements(statements, installation, order);
    note_grants(installation);
    return done();
  }
  // Screens are seen and scrolled back.
  if (!order.passwords.empty() && ::isatty(STDOUT_FILENO)) {
    throw StartError("this SQL holds passwords: write it to a file, or use --apply");
  }
  print_statements(statements);
  return done();
}

int run_pages(const std::string& output) {
  const Installation installation = Installation::load();
  const auto written =
      write_static_pages(installation.config.pages, installation.config.settings, output);
  std::cout << written.size() << " files written to " << output << '\n';
  return done();
}

int run_purge(const PurgeOrder& order) {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, kKeeperKeys);
  Connection connection(installation.patient_database());
  SystemRandom random;
  Progress progress("rows");
  const auto deleted = purge(connection, installation.config.settings.limits, kPurgedAtOnce,
                             [&](std::uint64_t rows) { progress.at(rows); });
  AuditKeeper keeper(connection, keys, random, operator_name());
  const AuditKeeper::Cut cut = purge_audit(connection, keeper);
  progress.clear();
  JsonObject machines;
  for (const Purged& purged : deleted) {
    machines.number(purged.table, purged.rows);
    if (!order.json) std::cout << purged.table << ": " << purged.rows << " rows deleted\n";
  }
  if (order.json) std::cout << machines.number("audit", cut.rows).done() << '\n';
  if (!order.json) std::cout << "audit: " << cut.rows << " rows deleted\n";
  std::cout << anchor_line(cut.anchor);
  return done();
}

int run_stats(const StatsOrder& order) {
  const Installation installation = Installation::load();
  Connection connection(installation.patient_database());
  const Stats stats = read_stats(connection);
  std::cout << (order.json ? stats_json(stats) : stats_text(stats));
  return done();
}

// Configuration alone: to be asked before a limit is changed.
int run_sizing(const SizingOrder& order) {
  const Limits limits = load_config(config_path()).settings.limits;
  const Sizing sizing = sizing_of(limits, order.members);
  std::cout << (order.json ? sizing_json(sizing) : sizing_text(sizing, limits));
  return done();
}

}  // namespace portillon
