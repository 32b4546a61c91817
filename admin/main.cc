#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <iostream>

#include "admin/audit_options.h"
#include "admin/basic_options.h"
#include "admin/commands.h"
#include "admin/drain_command.h"
#include "admin/import_options.h"
#include "admin/letters_options.h"
#include "admin/member_options.h"
#include "admin/outbox_options.h"
#include "admin/refused.h"
#include "shell/keep_memory.h"

namespace {

using namespace portillon;

using Action = std::function<int()>;

// One line, as for all other failures.
std::string misuse(const CLI::App* app, const CLI::Error& error) {
  const auto extras = app->remaining(true);
  if (!extras.empty()) return "portillon: " + extras.front() + ": not known (see --help)\n";
  return "portillon: " + std::string(error.what()) + " (see --help)\n";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Portillon: the sysadmin's command");
  app.require_subcommand(1);
  app.footer(
      "PORTILLON_CONFIG names the configuration (default: /etc/portillon/portillon.toml).\n"
      "Exit status: 0 done, 1 failed, 2 wrong use, 3 something stands against it and nothing was\n"
      "changed (a limit, a rule, a second operator), import or letters refused some rows,\n"
      "breached build left lines out, breached check found the password, or outbox bounced was\n"
      "given no handle of ours; 4 import would remove more members than may go without asking;\n"
      "75 outbox bounced --mail is to be asked again.");
  app.failure_message(misuse);
  Action action;
  add_schema_commands(app, action);
  add_key_commands(app, action);
  add_import_command(app, action);
  add_member_commands(app, action);
  add_breached_commands(app, action);
  add_other_commands(app, action);
  add_audit_commands(app, action);
  add_outbox_commands(app, action);
  add_letters_commands(app, action);
  add_drain_commands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kMisused;
  }
  try {
    keep_memory_to_myself();
    return action();
  } catch (const Refused& refusal) {
    std::cout.flush();
    std::cerr << "portillon: " << refusal.what() << '\n';
    return kRefused;
  } catch (const std::exception& error) {
    std::cout.flush();
    std::cerr << "portillon: " << error.what() << '\n';
    return kFailed;
  }
}
