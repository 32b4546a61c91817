#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <iostream>

#include "admin/audit_options.h"
#include "admin/commands.h"
#include "admin/drain_command.h"
#include "admin/import_options.h"
#include "admin/key_needs.h"
#include "admin/letters_options.h"
#include "admin/outbox_options.h"
#include "shell/breached_format.h"
#include "shell/keep_memory.h"

namespace {

using namespace portillon;

using Action = std::function<int()>;

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

void add_key_commands(CLI::App& app, Action& action) {
  CLI::App* keys = app.add_subcommand("keys", "Key files");
  keys->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const KeysOrder&)) {
    auto order = std::make_shared<KeysOrder>();
    CLI::App* command = keys->add_subcommand(name, what);
    command->add_option("--directory", order->directory,
                        "Folder of the key files (default: the configuration's)");
    command->callback([&action, order, run] { action = [order, run] { return run(*order); }; });
    return std::pair(command, order);
  };
  const auto [list, listed] =
      add("list", "Which keys there are and what needs them", run_keys_list);
  list->add_flag("--files-alone", listed->files_alone, "Do not ask the database");
  add("new", "Make all key files; never over existing ones", run_keys_new)
      .first->get_option("--directory")
      ->required();
  const auto [addition, added] = add(
      "add", "Make the key that a newer release wants; never over an existing one", run_keys_add);
  addition->add_option("PURPOSE", added->purpose, "As portillon keys list names it")->required();
  const auto [rotate, rotated] =
      add("rotate", "Put a new key first; the old ones stay", run_keys_rotate);
  rotate->add_option("PURPOSE", rotated->purpose, "As portillon keys list names it")->required();
  const auto [reseal, resealed] =
      add("reseal", "Bring what old keys made under the keys in use, while pages serve",
          run_keys_reseal);
  reseal->add_option("--batch", resealed->batch, "Rows of one transaction")
      ->check(CLI::Range(1U, 10'000U))
      ->capture_default_str();
  reseal->add_flag("--json", resealed->json, "For machines");
  const auto [retire, retired] =
      add("retire", "Take an old key away once nothing needs it", run_keys_retire);
  retire->add_option("PURPOSE", retired->purpose, "As portillon keys list names it")->required();
  retire->add_option("ID", retired->id, "Which key")->required()->check(CLI::Range(1U, 255U));
  retire
      ->add_option("--because", retired->because,
                   "Although codes, passwords or answers made with it are lost; say why")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kBecause), std::end(kBecause))));
  add("check", "Check the key files without showing them", run_keys_check);
}

void add_member_commands(CLI::App& app, Action& action) {
  CLI::App* member = app.add_subcommand("member", "For a member on the telephone");
  member->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const MemberOrder&)) {
    auto order = std::make_shared<MemberOrder>();
    CLI::App* command = member->add_subcommand(name, what);
    auto* who = command->add_option_group("who");
    who->add_option("--reference", order->reference, "Of a message of the last 30 days");
    who->add_flag("--identifier-stdin", order->identifier_stdin,
                  "Read the identifier from the terminal or standard input");
    who->require_option(1);
    command->callback([&action, order, run] { action = [order, run] { return run(*order); }; });
    return std::pair(command, order);
  };
  add("freeze", "Close the access until the member used a letter", run_member_freeze);
  const auto [letter, order] =
      add("letter", "Send a temporary password to the postal address on file", run_member_letter);
  letter->add_option("--beyond-limit", order->beyond_limit, "Past the limit on letters; say why")
      ->check(CLI::IsMember(std::vector<std::string>(kBeyondLimit.begin(), kBeyondLimit.end())));
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

  auto file = std::make_shared<std::string>();
  const auto add = [&](const char* name, const char* what, int (*run)(const std::string&)) {
    CLI::App* command = group->add_subcommand(name, what);
    command->add_option("file", *file, "The filter")->required();
    command->callback([&action, file, run] { action = [file, run] { return run(*file); }; });
  };
  add("info", "What it was made from, its figures and its checksum", run_breached_info);
  add("check", "Whether a password, typed unseen, is in it", run_breached_check);
}

void add_other_commands(CLI::App& app, Action& action) {
  auto output = std::make_shared<std::string>();
  CLI::App* pages = app.add_subcommand("pages", "Write the static pages for nginx");
  pages->add_option("--output", *output, "Folder")->required();
  pages->callback([&action, output] { action = [output] { return run_pages(*output); }; });
  app.add_subcommand("check", "Check configuration, keys, pages, database and schema")
      ->callback([&action] { action = run_check; });
  app.add_subcommand("purge", "Delete what has expired")->callback([&action] {
    action = run_purge;
  });
  app.add_subcommand("restored", "After the database was put back from a dump, before pages start")
      ->callback([&action] { action = run_restored; });
}

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
      "Exit status: 0 done, 1 failed, 2 wrong use, 3 import or letters refused some rows,\n"
      "something stands against a letter or against retiring a key, breached build left lines\n"
      "out, breached check found the password, or outbox bounced was given no handle of ours;\n"
      "4 import would remove more members than may go without asking;\n"
      "75 outbox bounced --mail is to be asked again.");
  app.failure_message(misuse);
  Action action;
  add_schema_commands(app, action);
  add_key_commands(app, action);
  add_import_command(app, action);
  add_member_commands(app, action);
  add_breached_commands(app, action);
  add_other_commands(app, action);
  add_sizing_command(app, action);
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
  } catch (const std::exception& error) {
    std::cout.flush();
    std::cerr << "portillon: " << error.what() << '\n';
    return kFailed;
  }
}
