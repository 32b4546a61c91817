// `portillon export`: the right of access.
#include <unistd.h>

#include <iostream>

#include "admin/commands.h"
#include "admin/desk.h"
#include "admin/member_export.h"
#include "admin/private_file.h"
#include "admin/progress.h"
#include "shell/start_error.h"
#include "store/sessions.h"

namespace portillon {

int run_export(const MemberOrder& order) {
  // Screens are seen and scrolled back.
  if (order.output.empty() && ::isatty(STDOUT_FILENO) != 0) {
    throw StartError("this holds a member's data: name a file with --output, or a pipe");
  }
  Desk desk;
  const Keys keys = Keys::load(desk.installation.keys, kExportKeys);
  Connection connection(desk.installation.database("export"));
  connection.open();
  const MemberFound member = desk.member(order);
  Time now;
  // What cannot be noted is not told.
  desk.steps.take([&](Time at) -> Effects {
    now = at;
    return {Audit{Event::member_exported, member.subject, {}}};
  });
  Progress progress("events");
  MemberExport all(connection, keys, [&](std::uint64_t events) { progress.at(events); });
  const std::string json = all.json(member.member, now);
  progress.clear();
  if (order.output.empty()) {
    std::cout << json;
    return done();
  }
  write_private_file(order.output, json);
  std::cout << order.output << " written, for its owner alone\n";
  return done();
}

}  // namespace portillon
