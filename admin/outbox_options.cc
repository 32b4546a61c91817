#include "admin/outbox_options.h"

#include <CLI/CLI.hpp>

#include "admin/bounce.h"
#include "admin/outbox_command.h"
#include "admin/receipt_url.h"

namespace portillon {
namespace {

using Action = std::function<int()>;

void add_list(CLI::App& outbox, Action& action) {
  auto order = std::make_shared<OutboxListOrder>();
  CLI::App* command = outbox.add_subcommand(
      "list", "Providers, how many messages stand where, what waits, what failed, canaries");
  command->add_flag("--json", order->json, "For machines");
  command->callback([&action, order] { action = [order] { return run_outbox_list(*order); }; });
}

// Of messages that are named.
CLI::App* add_named(CLI::App& outbox, Action& action, const char* name, const char* what,
                    int (*run)(const OutboxNamesOrder&), bool named = true) {
  auto order = std::make_shared<OutboxNamesOrder>();
  CLI::App* command = outbox.add_subcommand(name, what);
  auto* names = command->add_option("MESSAGE", order->names,
                                    "Its reference, or its number as `outbox list` prints it");
  if (named) {
    names->required();
  } else {
    command->add_flag(
        "--failed", order->failed,
        "All that failed in the last day, but for what a limit kept back or an address sent back");
    command->require_option(1, 2);
  }
  command->add_flag("--json", order->json, "For machines: an object a line");
  command->callback([&action, order, run] { action = [order, run] { return run(*order); }; });
  return command;
}

void add_test(CLI::App& outbox, Action& action) {
  auto order = std::make_shared<OutboxTestOrder>();
  CLI::App* command = outbox.add_subcommand(
      "test", "Send a canary to the caisse's own addresses ([canary]); status 1 if one stays");
  command->add_option("--channel", order->channels, "sms, email, letter (default: all of [canary])")
      ->check(CLI::IsMember({"sms", "email", "letter"}));
  command->add_option("--wait", order->wait, "Seconds to wait until they have left")
      ->check(CLI::Range(0U, 3600U))
      ->capture_default_str();
  command->callback([&action, order] { action = [order] { return run_outbox_test(*order); }; });
}

void add_bounced(CLI::App& outbox, Action& action) {
  auto order = std::make_shared<BouncedOrder>();
  CLI::App* command = outbox.add_subcommand(
      "bounced", "Note that e-mails have come back; with --mail, for an alias of the mail server");
  auto* what = command->add_option_group("what");
  what->add_option("HANDLE", order->handles, "What follows the + in the address of a report");
  what->add_flag("--mail", order->mail,
                 "Read one whole mail from standard input; status 0 whatever it holds, 75 to be "
                 "asked again");
  what->require_option(1);
  command->callback([&action, order] { action = [order] { return run_outbox_bounced(*order); }; });
}

void add_receipt_url(CLI::App& outbox, Action& action) {
  auto provider = std::make_shared<std::string>();
  CLI::App* command = outbox.add_subcommand(
      "receipt-url", "The address to enter at a gateway, for its delivery receipts");
  command->add_option("PROVIDER", *provider, "As its [[receipts]] names it")->required();
  command->callback(
      [&action, provider] { action = [provider] { return run_outbox_receipt_url(*provider); }; });
}

}  // namespace

void add_outbox_commands(CLI::App& app, Action& action) {
  CLI::App* outbox = app.add_subcommand("outbox", "SMS, e-mails and letters on their way");
  outbox->require_subcommand(1);
  add_list(*outbox, action);
  add_named(*outbox, action, "show", "All that is known of a message", run_outbox_show);
  add_named(*outbox, action, "retry", "Try again what failed or waits; this leaves a row of audit",
            run_outbox_retry, false);
  add_named(*outbox, action, "drop", "Let go what waits; this leaves a row of audit",
            run_outbox_drop);
  add_test(*outbox, action);
  add_bounced(*outbox, action);
  add_receipt_url(*outbox, action);
}

}  // namespace portillon
