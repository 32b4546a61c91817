#include "shell/metric_families.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "page/records.h"
#include "shell/credentials.h"

namespace portillon {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Label = ClientMetric::Label;
using Labels = std::vector<Label>;

MetricFamily& family(Families& families, MetricType type, const char* name, const char* help) {
  MetricFamily& made = families.emplace_back();
  made.name = name;
  made.help = help;
  made.type = type;
  return made;
}

// To a family of counters or gauges.
void add(MetricFamily& to, Labels labels, double value) {
  ClientMetric& metric = to.metric.emplace_back();
  metric.label = std::move(labels);
  metric.counter.value = value;
  metric.gauge.value = value;
}

template <typename Number>
void gauge(Families& families, const char* name, const char* help, Number value) {
  add(family(families, MetricType::Gauge, name, help), {}, static_cast<double>(value));
}

template <typename Number>
void counter(Families& families, const char* name, const char* help, Number value) {
  add(family(families, MetricType::Counter, name, help), {}, static_cast<double>(value));
}

double seconds_of(Time at) { return std::chrono::duration<double>(at.time_since_epoch()).count(); }

double processor_seconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

// Second field of /proc/self/statm, in pages.
long resident_bytes() {
  std::ifstream file("/proc/self/statm");
  long all = 0;
  long resident = 0;
  file >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

// The one that lists them is among them.
long open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator entries("/proc/self/fd", error);
  return error ? 0 : std::distance(begin(entries), end(entries)) - 1;
}

double most_descriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<double>(limit.rlim_cur);
}

Labels labels_of(Channel channel) { return {{"channel", std::string(name_of(channel))}}; }

// By channel and state; of every channel, so that a queue that is empty says 0.
void add_messages(MetricFamily& to, const std::vector<Overview::Messages>& messages,
                  std::initializer_list<MessageState> states, auto value) {
  for (const Channel channel : {Channel::sms, Channel::email, Channel::letter}) {
    for (const MessageState state : states) {
      Labels labels = labels_of(channel);
      labels.push_back({"state", std::string(name_of(state))});
      Overview::Messages found;
      for (const Overview::Messages& one : messages) {
        if (one.channel == channel && one.state == state) found = one;
      }
      add(to, std::move(labels), value(found));
    }
  }
}

double count_of(const Overview::Messages& messages) { return static_cast<double>(messages.count); }
double age_of(const Overview::Messages& messages) {
  return static_cast<double>(messages.oldest.count());
}

void add_outbox(Families& families, const Overview& overview) {
  using enum MessageState;
  add_messages(family(families, MetricType::Gauge, "portillon_outbox_messages",
                      "Messages that wait for a courier (queued) or are in its hands (sending)."),
               overview.waiting, {queued, sending}, count_of);
  add_messages(family(families, MetricType::Gauge, "portillon_outbox_oldest_seconds",
                      "Age of the oldest of these."),
               overview.waiting, {queued, sending}, age_of);
  add_messages(family(families, MetricType::Gauge, "portillon_outbox_last_hour_messages",
                      "Messages handed over or given up within an hour, as they stand now."),
               overview.handed_over, {handed_over, delivered, failed}, count_of);
  MetricFamily& canaries =
      family(families, MetricType::Gauge, "portillon_canary_success_timestamp_seconds",
             "When the last canary of a channel was handed over.");
  for (const Overview::Canary& canary : overview.canaries) {
    add(canaries, labels_of(canary.channel), seconds_of(canary.at));
  }
}

// Names are words of the configuration and of the machine; whatever else the table may hold becomes
// no label.
bool is_shown(const Overview::Provider& provider) {
  return is_provider_name(provider.name) &&
         (provider.node.empty() || is_provider_name(provider.node));
}

void add_providers(Families& families, const std::vector<Overview::Provider>& providers) {
  MetricFamily& up = family(families, MetricType::Gauge, "portillon_provider_up",
                            "Whether a machine's courier can hand messages to this provider.");
  MetricFamily accepted, failed, spent;
  const auto name = [](MetricFamily& made, const char* its_name, const char* help) {
    made.name = its_name;
    made.help = help;
    made.type = MetricType::Counter;
  };
  name(accepted, "portillon_provider_accepted_total", "Messages that the provider took.");
  name(failed, "portillon_provider_failed_total", "Tries at which the provider did not work.");
  name(spent, "portillon_provider_seconds_total", "Time spent on all tries.");
  for (const Overview::Provider& provider : providers) {
    if (!is_shown(provider)) continue;
    Labels labels = labels_of(provider.channel);
    labels.push_back({"node", provider.node});
    labels.push_back({"provider", provider.name});
    add(up, labels, provider.down ? 0 : 1);
    add(accepted, labels, static_cast<double>(provider.accepted));
    add(failed, labels, static_cast<double>(provider.failed));
    add(spent, labels, std::chrono::duration<double>(provider.spent).count());
  }
  for (MetricFamily* made : {&accepted, &failed, &spent}) families.push_back(std::move(*made));
}

}  // namespace

void add_workers(Families& families, unsigned all, unsigned busy) {
  gauge(families, "portillon_workers", "Requests that can be in hand at a time.", all);
  gauge(families, "portillon_workers_busy", "Requests that are in hand.", busy);
}

void add_hashing(Families& families, const HashUse& use) {
  gauge(families, "portillon_hash_places", "Password computations at a time.", use.places);
  gauge(families, "portillon_hash_places_taken", "Password computations now.", use.taken);
  counter(families, "portillon_hash_computations_total", "Password computations.",
          use.computations);
  counter(families, "portillon_hash_refused_total",
          "Requests answered 503 because no place was free.", use.refused);
}

void add_process(Families& families, std::chrono::system_clock::time_point started) {
  add(family(families, MetricType::Gauge, "portillon_build_info",
             "Release, and the newest schema that it knows."),
      {{"schema", std::to_string(kSchemaVersion)}, {"version", PORTILLON_VERSION}}, 1);
  gauge(families, "process_start_time_seconds", "When the program was started.",
        std::chrono::duration<double>(started.time_since_epoch()).count());
  counter(families, "process_cpu_seconds_total", "Processor time.", processor_seconds());
  gauge(families, "process_resident_memory_bytes", "Resident memory.", resident_bytes());
  gauge(families, "process_open_fds", "Open descriptors.", open_descriptors());
  gauge(families, "process_max_fds", "Descriptors that may be open.", most_descriptors());
}

void add_overview(Families& families, const Overview& overview) {
  gauge(families, "portillon_database_up", "Whether the page could count in the database.",
        overview.reached ? 1 : 0);
  if (!overview.reached) return;
  gauge(families, "portillon_schema_version", "Of the database.", overview.schema);
  add_outbox(families, overview);
  add_providers(families, overview.providers);
  gauge(families, "portillon_members_frozen", "Members whose access is frozen.", overview.frozen);
  MetricFamily& anchor =
      family(families, MetricType::Gauge, "portillon_audit_anchor_timestamp_seconds",
             "When the audit trail was last anchored.");
  if (overview.anchored_at) add(anchor, {}, seconds_of(*overview.anchored_at));
}

}  // namespace portillon
