#include "admin/member_options.h"

#include <CLI/CLI.hpp>

#include "admin/member_command.h"
#include "admin/member_requests.h"

namespace portillon {
namespace {

using Action = std::function<int()>;
using Order = std::shared_ptr<MemberOrder>;
using Run = int (*)(const MemberOrder&);

struct Added {
  CLI::App* command;
  Order order;
};

Added add(CLI::App& app, Action& action, const char* name, const char* what, Run run) {
  auto order = std::make_shared<MemberOrder>();
  CLI::App* command = app.add_subcommand(name, what);
  command->add_flag("--json", order->json, "For machines");
  command->callback([&action, order, run] { action = [order, run] { return run(*order); }; });
  return {command, order};
}

Added add_who(CLI::App& app, Action& action, const char* name, const char* what, Run run) {
  const Added added = add(app, action, name, what, run);
  auto* who = added.command->add_option_group("who");
  who->add_option("--reference", added.order->reference, "Of a message of the last 30 days");
  who->add_flag("--identifier-stdin", added.order->identifier_stdin,
                "Read the identifier from the terminal, unseen, or standard input");
  who->require_option(1);
  return added;
}

auto one_of(const auto& words) {
  return CLI::IsMember(std::vector<std::string>(words.begin(), words.end()));
}

void add_alone(CLI::App& member, Action& action) {
  add_who(member, action, "show", "Where the access stands, masked contacts; this leaves a row",
          run_member_show);
  add_who(member, action, "freeze", "Close the access until the member used a letter",
          run_member_freeze);
  add_who(member, action, "end-sessions", "Sign the member out everywhere",
          run_member_end_sessions);
  const Added letter =
      add_who(member, action, "letter", "Send a temporary password to the postal address on file",
              run_member_letter);
  letter.command
      ->add_option("--beyond-limit", letter.order->beyond_limit,
                   "Past the limit on letters; say why")
      ->check(one_of(kBeyondLimit));
}

void add_by_two(CLI::App& member, Action& action) {
  const Added unfreeze = add_who(member, action, "unfreeze",
                                 "Ask to open a frozen access without the letter (two operators)",
                                 run_member_unfreeze);
  unfreeze.command->add_option("--because", unfreeze.order->because, "Why")
      ->required()
      ->check(one_of(kUnfreezeBecause));
  const Added contact =
      add_who(member, action, "contact", "Ask to change a contact, typed unseen (two operators)",
              run_member_contact);
  contact.command->add_option("--type", contact.order->type, "Which")
      ->required()
      ->check(one_of(std::array{"email", "mobile", "landline", "fax"}));
  add(member, action, "requests", "What waits for a second operator", run_member_requests);
  const Added approve = add_who(member, action, "approve",
                                "Do what another operator asked for; name the member, and type "
                                "a contact, again",
                                run_member_approve);
  approve.command->add_option("REQUEST", approve.order->request, "As member requests prints it")
      ->required();
  const Added withdraw =
      add(member, action, "withdraw", "Take a request back", run_member_withdraw);
  withdraw.command->add_option("REQUEST", withdraw.order->request, "As member requests prints it")
      ->required();
}

}  // namespace

void add_member_commands(CLI::App& app, Action& action) {
  CLI::App* member = app.add_subcommand("member", "For a member on the telephone");
  member->require_subcommand(1);
  add_alone(*member, action);
  add_by_two(*member, action);
  const Added exported =
      add_who(app, action, "export", "All that is held about a member, as JSON; this leaves a row",
              run_export);
  exported.command->add_option("--output", exported.order->output,
                               "A new file, for its owner alone (default: standard output)");
  const Added forget = add_who(app, action, "forget",
                               "Tell what an erasure would take; with --yes, ask for it (two "
                               "operators)",
                               run_forget);
  forget.command->add_flag("--yes", forget.order->yes, "Ask a second operator to approve it");
}

}  // namespace portillon
