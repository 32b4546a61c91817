#include "admin/bounce.h"

#include <algorithm>
#include <iostream>

#include "admin/commands.h"
#include "admin/installation.h"
#include "store/queries.h"

namespace portillon {
namespace {

constexpr std::string_view kKeysOfReports[] = {"receipt"};

std::string_view state_of(Told told) {
  return name_of(told == Told::failed ? MessageState::failed : MessageState::delivered);
}

// To its end, so that the mail server is not stopped by a pipe that nobody reads.
std::string read_mail() {
  std::string mail(kLongestReport, '\0');
  std::cin.read(mail.data(), static_cast<std::streamsize>(mail.size()));
  mail.resize(static_cast<std::size_t>(std::cin.gcount()));
  while (std::cin) std::cin.ignore(1 << 16);
  return mail;
}

std::string_view note_mail(const DeliveryReport& report) {
  if (!report.problem.empty()) return report.problem;
  if (report.told == Told::nothing) return "not at its end yet";
  const Installation installation = Installation::load();
  const auto handled = handled_in(report, Keys::load(installation.keys, kKeysOfReports));
  if (!handled) return "not of a message of ours";
  Connection connection(installation.database());
  if (!note_report(connection, *handled, report.told)) return "known already, or too old";
  return report.told == Told::failed ? "noted as failed" : "noted as delivered";
}

int bounced_mail() {
  try {
    const std::string mail = read_mail();
    const std::string_view what = note_mail(read_report(mail));
    std::cerr << "portillon: outbox bounced: " << what << '\n';
    return kDone;
  } catch (const std::exception& error) {
    std::cerr << "portillon: outbox bounced: " << error.what() << '\n';
    return kTryLater;
  }
}

}  // namespace

bool note_report(Connection& connection, const Handled& handled, Told told) {
  if (told == Told::nothing) return false;
  const std::string state(state_of(told));
  const std::string reason = told == Told::failed ? "bounced" : "";
  return connection.run(sql::kNoteReport, state, state, reason, handled.message, handled.lease,
                        state) == 1;
}

std::optional<Handled> handled_in(const DeliveryReport& report, const Keys& keys) {
  for (const std::string& handle : report.handles) {
    if (const auto handled = handled_by(keys, handle)) return handled;
  }
  return std::nullopt;
}

int run_outbox_bounced(const BouncedOrder& order) {
  if (order.mail) return bounced_mail();
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, kKeysOfReports);
  Connection connection(installation.database());
  bool refused = false;
  for (const std::string& handle : order.handles) {
    const auto handled = handled_by(keys, handle);
    refused |= !handled;
    const bool noted = handled && note_report(connection, *handled, Told::failed);
    std::cout << (!handled ? "no handle of ours: "
                  : noted  ? "failed: "
                           : "nothing changed: ")
              << (handled ? handle : std::to_string(handle.size()) + " signs") << '\n';
  }
  return done(refused ? kRefused : kDone);
}

}  // namespace portillon
