#include "shell/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <map>

#include "shell/counted_events.h"
#include "shell/hasher.h"
#include "shell/metric_families.h"

namespace portillon {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Histogram;
using prometheus::Registry;

constexpr int kStatuses[] = {200, 303, 400, 401, 403, 404, 405, 413, 415, 422, 429, 503};
constexpr Stage kStages[] = {Stage::prove, Stage::channel, Stage::code, Stage::sent,
                             Stage::new_password};

constexpr std::string_view kJourneyWriters = "sign_in identify prove channel code";

// Seconds. An answer without database takes a tenth of a millisecond, a password some forty, and
// nginx gives up after fifteen seconds.
const Histogram::BucketBoundaries kRequestBuckets = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
const Histogram::BucketBoundaries kQueueBuckets = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                   0.5,   1,    2.5,   5,    10};
const Histogram::BucketBoundaries kDatabaseBuckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                      0.05,   0.1,   0.25,   1,     5,    10};

Counter& counter(Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

Histogram& histogram(Registry& registry, const char* name, const char* help,
                     const Histogram::BucketBoundaries& buckets) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, buckets);
}

std::string_view last_word(std::string_view detail) {
  return detail.substr(detail.rfind(' ') + 1);  // npos + 1 is 0
}

// As the row allows it: "-" for no label at all.
std::string_view label_of(std::string_view detail, std::string_view details) {
  if (details == "-" || detail.empty()) return "-";
  const std::string_view word = last_word(detail);
  return is_among(word, details) ? word : kOtherDetail;
}

}  // namespace

struct Metrics::Counted {
  // One event of this page, with its counters by the detail's label.
  struct Row {
    std::string_view details;
    std::map<std::string_view, Counter*> counters;
  };

  explicit Counted(std::string_view stem);
  Counter& of(std::string_view event, std::string_view detail);
  void came_to(const Journey& journey);

  const std::chrono::system_clock::time_point started = std::chrono::system_clock::now();
  Registry registry;
  Histogram& request_seconds;
  Histogram& queue_seconds;
  Counter& reruns;
  Histogram& database_seconds;
  Counter& statements;
  Counter& connects;
  Counter& conflicts;
  Counter& errors;
  Family<Counter>& events;
  std::map<int, Counter*> requests;  // by status
  std::map<std::string_view, Row> rows;
  std::map<std::pair<Stage, bool>, Counter*> stages;  // true: a member's
};

Metrics::Counted::Counted(std::string_view stem)
    : request_seconds(histogram(registry, "portillon_request_seconds",
                                "Time from a request to its answer.", kRequestBuckets)),
      queue_seconds(histogram(registry, "portillon_queue_seconds",
                              "Time that a request waited for a worker.", kQueueBuckets)),
      reruns(counter(registry, "portillon_reruns_total",
                     "Runs of the page that were repeated because another request was quicker.")),
      database_seconds(histogram(registry, "portillon_database_seconds",
                                 "Time spent in the database by a request that asked it.",
                                 kDatabaseBuckets)),
      statements(
          counter(registry, "portillon_database_statements_total", "Round trips to the database.")),
      connects(counter(registry, "portillon_database_connects_total",
                       "Connections made to the database.")),
      conflicts(counter(registry, "portillon_database_conflicts_total",
                        "Deadlocks, lock timeouts and lost connections; the step was run again.")),
      errors(counter(registry, "portillon_database_errors_total",
                     "Failures of the database; the request was answered 503.")),
      events(prometheus::BuildCounter()
                 .Name("portillon_events_total")
                 .Help("What happened, by the event's name in docs/security.md.")
                 .Register(registry)) {
  auto& answers = prometheus::BuildCounter()
                      .Name("portillon_requests_total")
                      .Help("Answered requests, by status.")
                      .Register(registry);
  for (const int status : kStatuses) {
    requests[status] = &answers.Add({{"status", std::to_string(status)}});
  }
  // Each from the start: what first appears as 1 is no increase to Prometheus.
  for (const CountedEvent& row : counted_events()) {
    if (!row.pages.empty() && !is_among(stem, row.pages)) continue;
    Row& mine = rows[row.event];
    mine.details = row.details;
    each_word(row.details, [&](std::string_view word) {
      prometheus::Labels labels = {{"event", std::string(row.event)}};
      if (word != "-") labels["detail"] = word;
      mine.counters[word] = &events.Add(labels);
    });
  }
  if (!is_among(stem, kJourneyWriters)) return;
  auto& reached = prometheus::BuildCounter()
                      .Name("portillon_journey_stages_total")
                      .Help("Journeys that came to a stage; who: member, or a stranger's decoy.")
                      .Register(registry);
  for (const Stage stage : kStages) {
    for (const bool member : {false, true}) {
      stages[{stage, member}] = &reached.Add(
          {{"stage", std::string(name_of(stage))}, {"who", member ? "member" : "stranger"}});
    }
  }
}

// An event that no row names for this page is counted all the same, as one series: its name is one
// of this program's.
Counter& Metrics::Counted::of(std::string_view event, std::string_view detail) {
  const auto row = rows.find(event);
  if (row != rows.end()) {
    const auto found = row->second.counters.find(label_of(detail, row->second.details));
    if (found != row->second.counters.end()) return *found->second;
  }
  return events.Add({{"event", std::string(event)}, {"detail", std::string(kOtherDetail)}});
}

void Metrics::Counted::came_to(const Journey& journey) {
  const auto found = stages.find({journey.stage, journey.member != kNobody});
  if (found != stages.end()) found->second->Increment();
}

Metrics::Metrics(std::string_view stem) : counted_(std::make_unique<Counted>(stem)) {}
Metrics::~Metrics() = default;

void Metrics::answered(int status, std::chrono::duration<double> took, unsigned runs) {
  counted_->request_seconds.Observe(took.count());
  if (const auto found = counted_->requests.find(status); found != counted_->requests.end()) {
    found->second->Increment();
  }
  if (runs > 1) counted_->reruns.Increment(runs - 1);
}

void Metrics::waited(std::chrono::milliseconds time) {
  counted_->queue_seconds.Observe(std::chrono::duration<double>(time).count());
}

void Metrics::done(const Effects& effects, const Session& before) {
  for (const Effect& effect : effects) {
    if (const auto* audit = std::get_if<Audit>(&effect))
      event(name_of(audit->event), audit->detail);
    if (const auto* note = std::get_if<Note>(&effect)) event(name_of(note->event), note->detail);
    if (const auto* start = std::get_if<StartJourney>(&effect)) counted_->came_to(start->journey);
    const auto* save = std::get_if<SaveJourney>(&effect);
    if (save && (!before.journey || before.journey->stage != save->journey.stage)) {
      counted_->came_to(save->journey);
    }
  }
}

void Metrics::event(std::string_view name, std::string_view detail) {
  counted_->of(name, detail).Increment();
}

void Metrics::database(const DatabaseUse& use) {
  if (use.statements == 0 && use.errors == 0) return;
  counted_->database_seconds.Observe(std::chrono::duration<double>(use.time).count());
  counted_->statements.Increment(static_cast<double>(use.statements));
  if (use.connects > 0) counted_->connects.Increment(static_cast<double>(use.connects));
  if (use.conflicts > 0) counted_->conflicts.Increment(static_cast<double>(use.conflicts));
  if (use.errors > 0) counted_->errors.Increment(static_cast<double>(use.errors));
}

std::string Metrics::text(unsigned workers, const HashPlaces& hashing,
                          const Overview* overview) const {
  Families families = counted_->registry.Collect();
  add_workers(families, workers, busy_);
  add_hashing(families, hashing.use());
  add_process(families, counted_->started);
  if (overview) add_overview(families, *overview);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace portillon
