#include "admin/check_database.h"

#include <algorithm>

#include "admin/outbox_report.h"
#include "courier/letter_config.h"
#include "shell/config_table.h"
#include "store/audit_chain.h"
#include "store/queries.h"
#include "store/sessions.h"

namespace portillon {
namespace {

using namespace std::chrono_literals;

constexpr auto kClockWarning = 5s;
constexpr auto kClockWrong = 60s;
constexpr auto kOutboxWarning = 5min;
constexpr auto kOutboxStands = 30min;
constexpr auto kCanaryAge = 26h;
constexpr auto kAnchorAge = 3h;  // it is written each hour

constexpr unsigned kMostCanaries = 50;

std::string count(std::chrono::seconds time) { return age_text(Time{}, Time{} + time); }

bool has_providers(const Installation& installation) {
  const toml::table root = read_toml(installation.file.string());
  return root.contains("sms") || root.contains("smtp") || root.contains("letter");
}

}  // namespace

std::unique_ptr<Connection> check_database(const Installation& installation, Findings& found) {
  Database database = installation.database();
  const std::string place = database.socket + ", schema " + database.name;
  auto connection = std::make_unique<Connection>(std::move(database));
  try {
    connection->open();
  } catch (const SchemaError& problem) {
    found.push_back({"database", Grade::ok, place, {}});
    found.push_back({"schema", Grade::failed, problem.what(),
                     "sudo portillon migrate, or install the release that the schema is of"});
    return nullptr;
  } catch (const StorageError& problem) {
    found.push_back({"database", Grade::failed, problem.what(),
                     "systemctl status mariadb; [database] socket; sudo portillon grants --apply"});
    return nullptr;
  }
  found.push_back({"database", Grade::ok, place, {}});
  const auto version = std::get<0>(connection->one(sql::kReadSchemaVersion).value()).value_or(0);
  found.push_back({"schema", Grade::ok, "version " + std::to_string(version), {}});
  return connection;
}

void check_clock(Connection& connection, const CheckPlaces& places, Findings& found) {
  const auto apart = std::chrono::abs(
      std::chrono::floor<std::chrono::seconds>(places.clock() - read_clock(connection)));
  if (apart < kClockWarning) {
    found.push_back({"clock", Grade::ok, "this machine and the database agree", {}});
    return;
  }
  found.push_back(
      {"clock", apart < kClockWrong ? Grade::warning : Grade::failed,
       "this machine and the database are " + std::to_string(apart.count()) + " s apart",
       "timedatectl set-ntp true, here and on the database's machine"});
}

void check_outbox(Connection& connection, const Installation& installation, Findings& found) {
  const std::size_t before = found.size();
  const Time now = read_clock(connection);
  const auto oldest = connection.one(sql::kFindOldestDue);
  const std::chrono::seconds waits(oldest ? std::get<0>(*oldest).value_or(0) : 0);
  if (waits >= kOutboxWarning) {
    found.push_back({"outbox", waits < kOutboxStands ? Grade::warning : Grade::failed,
                     "a message has been waiting for " + count(waits),
                     "portillon outbox list; systemctl status portillon-courier"});
  }
  const auto providers = connection.all(sql::kFindProviders, now - kProvidersKnown);
  if (providers.empty() && has_providers(installation)) {
    found.push_back({"courier", Grade::failed, "no courier has said anything for a minute",
                     "systemctl status portillon-courier; systemctl start portillon.target"});
  }
  for (const auto& row : providers) {
    const bool down = std::get<3>(row);
    if (!down) continue;
    found.push_back({"courier", Grade::warning,
                     std::get<0>(row) + " (" + std::get<1>(row) + ") is down: " + std::get<9>(row),
                     "portillon outbox list; ask the provider"});
  }
  if (found.size() == before) {
    found.push_back({"outbox", Grade::ok, "nothing waits for long, no provider is down", {}});
  }
}

void check_canaries(Connection& connection, const Installation& installation, Findings& found) {
  const std::size_t before = found.size();
  const Canary& canary = installation.config.settings.canary;
  const std::pair<std::string_view, bool> wanted[] = {{"sms", !canary.mobile.empty()},
                                                      {"email", !canary.email.empty()},
                                                      {"letter", !canary.address.empty()}};
  const auto sent =
      connection.all(sql::kShowCanaries, read_clock(connection) - kCanaryAge, kMostCanaries);
  std::size_t tried = 0;
  for (const auto& [channel, is_wanted] : wanted) {
    if (!is_wanted) continue;
    ++tried;
    const auto last =
        std::ranges::find_if(sent, [&](const auto& row) { return std::get<3>(row) == channel; });
    if (last == sent.end()) {
      found.push_back({"canary", Grade::warning,
                       "no trial message by " + std::string(channel) + " since yesterday",
                       "systemctl enable --now portillon-canary.timer"});
    } else if (std::get<4>(*last) == "failed" || std::get<4>(*last) == "dropped") {
      found.push_back({"canary", Grade::failed,
                       "the last trial message by " + std::string(channel) + " " +
                           std::get<4>(*last) + ": " + std::get<15>(*last),
                       "portillon outbox list; portillon outbox test --channel " +
                           std::string(channel) + " --wait 60"});
    }
  }
  if (found.size() == before) {
    found.push_back({"canary",
                     Grade::ok,
                     tried == 0 ? "none configured"
                                : std::to_string(tried) + " channels were tried since yesterday",
                     {}});
  }
}

void check_anchors(Connection& connection, Findings& found) {
  const auto last = connection.one(sql::kFindLastLink, kAnchorChain);
  constexpr std::string_view kRemedy =
      "systemctl enable --now portillon-purge.timer; systemctl status portillon-purge";
  if (!last) {
    found.push_back(
        {"audit", Grade::warning, "the trail was never anchored", std::string(kRemedy)});
    return;
  }
  const auto age =
      std::chrono::floor<std::chrono::seconds>(read_clock(connection) - std::get<2>(*last));
  if (age > kAnchorAge) {
    found.push_back({"audit", Grade::warning, "the last anchor is of " + count(age) + " ago",
                     std::string(kRemedy)});
    return;
  }
  found.push_back({"audit", Grade::ok, "anchored " + count(age) + " ago", {}});
}

}  // namespace portillon
