#include "admin/import_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <thread>

#include "admin/commands.h"

namespace portillon {
namespace {

constexpr unsigned kMostLanes = 16;

struct Typed {
  ImportOrder order;
  std::string encoding = "auto";
  bool difference = false;  // what it is without --full; for who likes to say so
  bool json = false;
};

int run_typed(const Typed& typed) {
  ImportOrder order = typed.order;
  order.encoding = encoding_from(typed.encoding);  // nullopt: found out
  return run_import(order, typed.json);
}

}  // namespace

void add_import_command(CLI::App& app, std::function<int()>& action) {
  auto typed = std::make_shared<Typed>();
  ImportOrder& order = typed->order;
  order.lanes = std::clamp(std::thread::hardware_concurrency(), 1U, kMostLanes);
  CLI::App* command = app.add_subcommand("import", "Read the caisse's files (docs/feed.md)");
  CLI::Option* members = command->add_option("--members", order.members, "CSV file of members");
  CLI::Option* facts = command->add_option("--facts", order.facts, "CSV file of amounts");
  CLI::Option* full = command->add_flag("--full", order.full,
                                        "The members' file names all: remove who is not in it");
  full->needs(members);
  command
      ->add_flag("--difference", typed->difference,
                 "The members' file names whom something changed for: all others stay (default)")
      ->excludes(full);
  command->add_option("--encoding", typed->encoding, "Of both files")
      ->check(CLI::IsMember({"auto", "utf-8", "latin-9"}))
      ->capture_default_str();
  command->add_option("--report", order.report, "Where to write every refused row");
  command->add_option("--confirm-removals", order.confirmed,
                      "Let so many members be removed, beyond what may go without asking");
  command->add_option("--lanes", order.lanes, "Threads, each with a connection to the database")
      ->check(CLI::Range(1U, kMostLanes))
      ->capture_default_str();
  command->add_flag("--dry-run", order.dry_run, "Tell what would happen; write nothing");
  command->add_flag("--json", typed->json, "For machines");
  command->callback([&action, typed, members, facts] {
    if (members->empty() && facts->empty()) {
      throw CLI::RequiredError("--members or --facts");
    }
    action = [typed] { return run_typed(*typed); };
  });
}

}  // namespace portillon
