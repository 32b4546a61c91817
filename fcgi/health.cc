// For load balancers and supervisors. vivant: the program answers. pret: whoever is sent here can
// be served.
#include <string>
#include <string_view>
#include <vector>

#include "page/node.h"
#include "pages.h"

namespace portillon {
namespace {

constexpr std::chrono::minutes kOutboxPatience{5};
// Told from the first one on. Beyond the second, certificates and cookies are judged by a time that
// is not the others', and what this machine logs cannot be laid beside what they do.
constexpr std::chrono::seconds kClockOff{5};
constexpr std::chrono::minutes kClockWrong{5};

// `late` does not take a node out of the load balancer: its pages serve, and a courier that stands
// still would otherwise take out all nodes at once.
struct Readiness {
  std::vector<std::string> missing;
  std::vector<std::string> late;
  std::optional<std::uint32_t> schema;
  std::optional<std::chrono::seconds> oldest_queued;
  std::optional<std::chrono::seconds> clock;  // ahead of the database's
};

void look_at_database(const World& world, Readiness& ready) {
  const Health health = world.records.health();
  ready.schema = health.schema.version;
  if (!health.schema.serves()) ready.missing.emplace_back("schema");
  ready.oldest_queued = health.oldest_queued;
  if (health.oldest_queued > kOutboxPatience) ready.late.emplace_back("courier");
  if (world.node == nullptr) return;
  const auto ahead = std::chrono::round<std::chrono::seconds>(world.node->clock() - health.now);
  if (abs(ahead) <= kClockOff) return;
  ready.clock = ahead;
  (abs(ahead) > kClockWrong ? ready.missing : ready.late).emplace_back("clock");
}

void look_at_node(Node& node, Readiness& ready) {
  const NodeState state = node.look();
  if (state.draining) ready.missing.emplace_back("drain");
  for (const std::string& stem : state.silent) ready.missing.push_back("page:" + stem);
  for (const Disk& disk : state.disks) {
    (disk.space == Space::none ? ready.missing : ready.late).push_back("disk:" + disk.folder);
  }
}

Readiness readiness(const World& world) {
  Readiness ready;
  if (world.node != nullptr) look_at_node(*world.node, ready);
  try {
    look_at_database(world, ready);
  } catch (const StorageError&) {
    // The one page for which a database that is away is an expected answer.
    ready.missing.emplace_back("database");
  }
  return ready;
}

std::string list(const std::vector<std::string>& parts) {
  std::string json = "[";
  for (const std::string& part : parts) {
    if (json.back() != '[') json += ',';
    json.append("\"").append(part).append("\"");
  }
  return json + "]";
}

// Fixed words, stems, numbers, and folders that the configuration lets have nothing to escape.
std::string details(const Readiness& ready) {
  std::string json = R"({"ready":)";
  json += ready.missing.empty() ? "true" : "false";
  json += R"(,"missing":)" + list(ready.missing) + R"(,"late":)" + list(ready.late);
  if (ready.schema) json += R"(,"schema":)" + std::to_string(*ready.schema);
  if (ready.oldest_queued) {
    json += R"(,"oldest_queued_seconds":)" + std::to_string(ready.oldest_queued->count());
  }
  if (ready.clock) json += R"(,"clock_seconds":)" + std::to_string(ready.clock->count());
  return json + "}\n";
}

Step answer(int status, Bare body) {
  std::optional<std::chrono::seconds> retry_after;
  if (status == 503) retry_after = std::chrono::seconds{5};
  return {{status, std::move(body), retry_after, {}, false}, {}};
}

Step run(const Request& request, const Session&, const World& world) {
  if (request.url != "sante/pret") return answer(200, {"ok\n", "text/plain"});
  const Readiness ready = readiness(world);
  const int status = ready.missing.empty() ? 200 : 503;
  // What is wrong inside is nobody's business outside.
  if (request.inside) return answer(status, {details(ready), "application/json"});
  return answer(status, {status == 200 ? "ok\n" : "indisponible\n", "text/plain"});
}

}  // namespace

const Page pages::health{"health", 0, true, false, {}, {}, run};

}  // namespace portillon
