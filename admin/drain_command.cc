// sd_journal_send would name this file, and with it the folder of the build: no two builds were the
// same.
#define SD_JOURNAL_SUPPRESS_LOCATION

#include "admin/drain_command.h"

#include <systemd/sd-journal.h>

#include <iostream>
#include <thread>

#include "admin/commands.h"
#include "admin/drain.h"
#include "admin/installation.h"
#include "admin/operator.h"
#include "shell/this_node.h"
#include "store/apply.h"
#include "store/audit_chain.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr std::string_view kKeysOfTrail[] = {"audit_admin"};
constexpr std::chrono::milliseconds kPagesAnswerWithin{500};

void add_row(const Installation& installation, std::string_view act) {
  const Keys keys = Keys::load(installation.keys, kKeysOfTrail);
  Connection connection(installation.database());
  SystemRandom random;
  AuditChain chain(keys, "admin", random);
  const Applying applying{read_clock(connection),
                          operator_name(),
                          {},
                          {},
                          {},
                          {},
                          installation.config.settings.limits,
                          random,
                          chain};
  const Audit row{Event::node_by_operator, {}, std::string(act)};
  if (apply(connection, {row}, applying) != Applied::done) throw StorageError("is in use");
}

// In the journal of this machine always, and in the audit trail. A node is taken out because
// something is wrong, and that may be the database: what cannot be noted there stops nothing.
void note(const Installation& installation, std::string_view act) {
  const std::string name(act);
  const std::string by = operator_name();
  sd_journal_send("MESSAGE=portillon %s, by %s", name.c_str(), by.c_str(), "PRIORITY=%i",
                  LOG_NOTICE, "SYSLOG_IDENTIFIER=portillon", nullptr);
  try {
    add_row(installation, act);
  } catch (const std::exception& error) {
    std::cerr << "portillon: not noted in the audit trail: " << error.what() << '\n';
  }
}

std::vector<std::string> stems() {
  std::vector<std::string> all;
  for (const PageEntry& page : kPages) all.emplace_back(page.stem);
  return all;
}

Drain drain_of(const Installation& installation, Units& units) {
  const std::filesystem::path alive = installation.config.alive;
  return {std::cout, units, [alive] { return silent_pages(alive, stems(), kPagesAnswerWithin); },
          [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }};
}

}  // namespace

int run_drain(const DrainOrder& order) {
  const Installation installation = Installation::load();
  ServiceManager units;
  note(installation, order.stop ? "stop" : "drain");
  drain_of(installation, units)
      .drain({installation.config.drain, operator_name(), std::chrono::seconds(order.wait),
              order.stop});
  return done();
}

int run_undrain() {
  const Installation installation = Installation::load();
  ServiceManager units;
  drain_of(installation, units).undrain(installation.config.drain);
  note(installation, "undrain");
  return done();
}

void add_drain_commands(CLI::App& app, std::function<int()>& action) {
  auto order = std::make_shared<DrainOrder>();
  CLI::App* command = app.add_subcommand(
      "drain", "Take this node out of the load balancers; pages serve on until it is stopped");
  command->add_flag("--stop", order->stop,
                    "Then stop pages and courier, once they have finished what is in hand");
  command->add_option("--wait", order->wait, "Seconds until load balancers surely have seen it")
      ->check(CLI::Range(0U, 3600U))
      ->capture_default_str();
  command->callback([&action, order] { action = [order] { return run_drain(*order); }; });
  app.add_subcommand("undrain", "Start what is stopped, and put this node back")
      ->callback([&action] { action = run_undrain; });
}

}  // namespace portillon
