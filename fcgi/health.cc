// For load balancers and supervisors. vivant: the program answers. pret: whoever is sent here can
// be served.
#include <string>
#include <string_view>
#include <vector>

#include "pages.h"

namespace portillon {
namespace {

constexpr std::chrono::minutes kOutboxPatience{5};

// `late` does not take a node out of the load balancer: its pages serve, and a courier that stands
// still would otherwise take out all nodes at once.
struct Readiness {
  std::vector<std::string_view> missing;
  std::vector<std::string_view> late;
  std::optional<std::uint32_t> schema;
  std::optional<std::chrono::seconds> oldest_queued;
};

Readiness readiness(const World& world) {
  Readiness ready;
  try {
    const Health health = world.records.health();
    ready.schema = health.schema.version;
    if (!health.schema.serves()) ready.missing.emplace_back("schema");
    ready.oldest_queued = health.oldest_queued;
    if (health.oldest_queued > kOutboxPatience) ready.late.emplace_back("courier");
  } catch (const StorageError&) {
    // The one page for which a database that is away is an expected answer.
    ready.missing.emplace_back("database");
  }
  return ready;
}

std::string list(const std::vector<std::string_view>& parts) {
  std::string json = "[";
  for (const std::string_view part : parts) {
    if (json.back() != '[') json += ',';
    json.append("\"").append(part).append("\"");
  }
  return json + "]";
}

// Fixed words and numbers only: nothing to escape.
std::string details(const Readiness& ready) {
  std::string json = R"({"ready":)";
  json += ready.missing.empty() ? "true" : "false";
  json += R"(,"missing":)" + list(ready.missing) + R"(,"late":)" + list(ready.late);
  if (ready.schema) json += R"(,"schema":)" + std::to_string(*ready.schema);
  if (ready.oldest_queued) {
    json += R"(,"oldest_queued_seconds":)" + std::to_string(ready.oldest_queued->count());
  }
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
