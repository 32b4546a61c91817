#pragma once
// All SQL of the product, by topic. (Migrations are files in sql/; grants are made from this list.)

#include <vector>

#include "store/queries_admin.h"
#include "store/queries_audit.h"
#include "store/queries_courier.h"
#include "store/queries_desk.h"
#include "store/queries_export.h"
#include "store/queries_import.h"
#include "store/queries_keeper.h"
#include "store/queries_letters.h"
#include "store/queries_limits.h"
#include "store/queries_members.h"
#include "store/queries_metrics.h"
#include "store/queries_outbox.h"
#include "store/queries_outbox_admin.h"
#include "store/queries_restored.h"
#include "store/queries_sessions.h"
#include "store/queries_stats.h"

namespace portillon {

// Every query, for grants and tests. A query that is missing here is granted to nobody.
std::vector<const Statement*> all_queries();

}  // namespace portillon
