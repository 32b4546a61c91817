#pragma once
// What is looked up when somebody asks for the metrics, rather than counted before.

#include <prometheus/metric_family.h>

#include <chrono>
#include <vector>

#include "shell/hasher.h"
#include "store/overview.h"

namespace portillon {

using Families = std::vector<prometheus::MetricFamily>;

void add_workers(Families&, unsigned all, unsigned busy);
void add_hashing(Families&, const HashUse&);
// Of this process, under the names that all Prometheus clients use; and which release it is.
void add_process(Families&, std::chrono::system_clock::time_point started);
// Of the whole installation; the same on each node.
void add_overview(Families&, const Overview&);

}  // namespace portillon
