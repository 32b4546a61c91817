#include "admin/audit_options.h"

#include <CLI/CLI.hpp>

#include "admin/audit_command.h"

namespace portillon {
namespace {

using Action = std::function<int()>;

void add_verify(CLI::App& audit, Action& action) {
  auto order = std::make_shared<VerifyOrder>();
  CLI::App* command = audit.add_subcommand(
      "verify", "Check every row of the trail; status 1 and the first broken row if one is");
  command->add_option("--anchor-file", order->anchor_file,
                      "Lines of `audit anchor` and `purge` that another machine kept");
  command->add_flag("--json", order->json, "For machines");
  command->callback([&action, order] { action = [order] { return run_audit_verify(*order); }; });
}

void add_show(CLI::App& audit, Action& action) {
  auto order = std::make_shared<ShowOrder>();
  CLI::App* command = audit.add_subcommand("show", "Print rows of the trail; this leaves a row");
  auto* who = command->add_option_group("who");
  who->add_option("--subject", order->subject, "Pseudonym, 64 hexadecimal digits");
  who->add_flag("--identifier-stdin", order->identifier_stdin,
                "Read the identifier from the terminal, unseen, or standard input");
  who->require_option(0, 1);
  command->add_option("--since", order->since, "2026-11-26 or 2026-11-26T10:00:00, UTC");
  command->add_option("--event", order->event, "Such as sign_in_failure (docs/security.md)");
  command->add_flag("--json", order->json, "For machines: an object a line");
  command->callback([&action, order] { action = [order] { return run_audit_show(*order); }; });
}

void add_resolve(CLI::App& audit, Action& action) {
  auto order = std::make_shared<ResolveOrder>();
  CLI::App* command = audit.add_subcommand(
      "resolve", "Identifier to pseudonym, or pseudonym to identifier; this leaves a row");
  auto* who = command->add_option_group("who");
  who->add_option("--subject", order->subject, "Pseudonym, 64 hexadecimal digits");
  who->add_flag("--identifier-stdin", order->identifier_stdin,
                "Read the identifier from the terminal, unseen, or standard input");
  who->require_option(1);
  command->callback([&action, order] { action = [order] { return run_audit_resolve(*order); }; });
}

}  // namespace

void add_audit_commands(CLI::App& app, Action& action) {
  CLI::App* audit = app.add_subcommand("audit", "The audit trail");
  audit->require_subcommand(1);
  add_verify(*audit, action);
  audit->add_subcommand("anchor", "Note how far the trail has come; print the line to keep")
      ->callback([&action] { action = run_audit_anchor; });
  add_show(*audit, action);
  add_resolve(*audit, action);
}

}  // namespace portillon
