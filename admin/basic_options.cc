#include "admin/basic_options.h"

#include <CLI/CLI.hpp>

#include "admin/commands.h"
#include "admin/health_check.h"
#include "shell/breached_format.h"

namespace portillon {
namespace {

using Action = std::function<int()>;

void add_sizing_command(CLI::App& app, Action& action) {
  auto order = std::make_shared<SizingOrder>();
  CLI::App* command =
      app.add_subcommand("sizing", "Odds of guessing and costs, from the configured limits");
  command->add_option("--members", order->members, "How many members the caisse has")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000'000}))
      ->capture_default_str();
  command->add_flag("--json", order->json, "For machines");
  command->callback([&action, order] { action = [order] { return run_sizing(*order); }; });
}

void add_check_command(CLI::App& app, Action& action) {
  auto order = std::make_shared<CheckOrder>();
  CLI::App* command =
      app.add_subcommand("check", "Look at every part of the installation, and say what to do");
  command->add_flag("--json", order->json, "For machines");
  command->add_flag("--strict", order->strict, "End with 1 on a warning too");
  command->add_flag("--before-start", order->before_start,
                    "Leave out what only a running installation has");
  command->callback([&action, order] { action = [order] { return run_check(*order); }; });
}

void add_purge_and_stats(CLI::App& app, Action& action) {
  auto purge = std::make_shared<PurgeOrder>();
  CLI::App* command = app.add_subcommand("purge", "Delete what has expired; print the anchor");
  command->add_flag("--json", purge->json, "For machines");
  command->callback([&action, purge] { action = [purge] { return run_purge(*purge); }; });
  auto stats = std::make_shared<StatsOrder>();
  command = app.add_subcommand("stats", "How journeys and messages went, in the last day and week");
  command->add_flag("--json", stats->json, "For machines");
  command->callback([&action, stats] { action = [stats] { return run_stats(*stats); }; });
}

}  // namespace

void add_schema_commands(CLI::App& app, Action& action) {
  auto migrate = std::make_shared<MigrateOrder>();
  CLI::App* command = app.add_subcommand("migrate", "Bring the schema to this release's version");
  command->add_flag("--dry-run", migrate->dry_run, "Tell what would be applied");
  command->add_option("--migrations", migrate->migrations, "Folder of the numbered SQL files");
  command->add_option("--account", migrate->account, "User of the database server")
      ->capture_default_str();
  command->add_option("--password-file", migrate->password_file, "File with that user's password");
  command->callback([&action, migrate] { action = [migrate] { return run_migrate(*migrate); }; });

  auto grants = std::make_shared<GrantsOrder>();
  command = app.add_subcommand("grants", "Print the SQL that makes the database accounts");
  command->add_option("--passwords", grants->passwords,
                      "Folder with a password file per account: sign_in, code, courier, admin ... "
                      "(default: accounts identify by unix_socket)");
  command
      ->add_option("--from", grants->from,
                   "Where the database server sees the accounts come from, such as 192.0.2.%")
      ->capture_default_str();
  command->add_flag("--apply", grants->apply, "Run it instead of printing it");
  command->add_option("--account", grants->account, "With --apply: user of the database server")
      ->capture_default_str();
  command->add_option("--password-file", grants->password_file, "File with that user's password");
  command->callback([&action, grants] { action = [grants] { return run_grants(*grants); }; });
}

void add_breached_commands(CLI::App& app, Action& action) {
  CLI::App* group = app.add_subcommand("breached", "The filter of stolen passwords");
  group->require_subcommand(1);
  auto order = std::make_shared<BreachedOrder>();
  CLI::App* build = group->add_subcommand("build", "Make it from a published list");
  build
      ->add_option("--from", order->from,
                   "Lines SHA1HEX:COUNT ordered by hash; - is standard input")
      ->required();
  build->add_option("--output", order->output, "Where to; replaced when the new one is whole")
      ->required();
  build->add_option("--at-least", order->at_least, "Take only what was seen so many times");
  build->add_option("--rate-bits", order->rate_bits, "One false positive in 2^N at most")
      ->check(CLI::Range(breached::kLeastRateBits, breached::kMostRateBits))
      ->capture_default_str();
  build->callback([&action, order] { action = [order] { return run_breached_build(*order); }; });

  auto look = std::make_shared<BreachedLook>();
  const auto add = [&](const char* name, const char* what, int (*run)(const BreachedLook&)) {
    CLI::App* command = group->add_subcommand(name, what);
    command->add_option("file", look->file, "The filter")->required();
    command->callback([&action, look, run] { action = [look, run] { return run(*look); }; });
    return command;
  };
  add("info", "What it was made from, its figures and its checksum", run_breached_info)
      ->add_flag("--json", look->json, "For machines");
  add("check", "Whether a password, typed unseen, is in it", run_breached_check);
}

void add_other_commands(CLI::App& app, Action& action) {
  auto output = std::make_shared<std::string>();
  CLI::App* pages = app.add_subcommand("pages", "Write the static pages for nginx");
  pages->add_option("--output", *output, "Folder")->required();
  pages->callback([&action, output] { action = [output] { return run_pages(*output); }; });
  app.add_subcommand("restored", "After the database was put back from a dump, before pages start")
      ->callback([&action] { action = run_restored; });
  add_check_command(app, action);
  add_purge_and_stats(app, action);
  add_sizing_command(app, action);
}

}  // namespace portillon
