#include "admin/letters_options.h"

#include <CLI/CLI.hpp>

#include "admin/letters_command.h"

namespace portillon {
namespace {

using Action = std::function<int()>;

void add_acknowledge(CLI::App& letters, Action& action) {
  auto order = std::make_shared<AcknowledgeOrder>();
  CLI::App* command =
      letters.add_subcommand("acknowledge", "Note what the printing house says of a batch");
  command->add_option("BATCH", order->batch, "As portillon letters list names it")->required();
  CLI::Option* file = command->add_option(
      "FILE", order->file, "Its answer, reference;status;date (default: all letters are posted)");
  command->add_option("--report", order->report, "Where to write every refused line")->needs(file);
  command->add_flag("--json", order->json, "For machines");
  command->callback(
      [&action, order] { action = [order] { return run_letters_acknowledge(*order); }; });
}

void add_returned(CLI::App& letters, Action& action) {
  auto order = std::make_shared<ReturnedOrder>();
  CLI::App* command = letters.add_subcommand("returned", "Note letters that the post brought back");
  auto* which = command->add_option_group("which");
  which->add_option("REFERENCE", order->references, "As printed beside the square");
  which->add_option("--from", order->from, "A file with one reference a line");
  which->require_option(1);
  command->add_option("--batch", order->batch, "Where two letters have the same reference");
  command->add_option("--report", order->report, "Where to write every refused line");
  command->add_flag("--json", order->json, "For machines");
  command->callback(
      [&action, order] { action = [order] { return run_letters_returned(*order); }; });
}

}  // namespace

void add_letters_commands(CLI::App& app, Action& action) {
  CLI::App* letters = app.add_subcommand("letters", "Batches of letters (docs/letters.md)");
  letters->require_subcommand(1);
  auto order = std::make_shared<LettersListOrder>();
  CLI::App* list = letters->add_subcommand("list", "Batches of the last 90 days, as CSV");
  list->add_flag("--json", order->json, "For machines, as JSON");
  list->callback([&action, order] { action = [order] { return run_letters_list(*order); }; });
  add_acknowledge(*letters, action);
  add_returned(*letters, action);
}

}  // namespace portillon
