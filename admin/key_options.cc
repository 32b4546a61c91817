#include <CLI/CLI.hpp>

#include "admin/basic_options.h"
#include "admin/commands.h"
#include "admin/key_needs.h"

namespace portillon {

using Action = std::function<int()>;

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
  list->add_flag("--json", listed->json, "For machines");
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

}  // namespace portillon
