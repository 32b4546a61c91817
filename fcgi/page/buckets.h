#pragma once
// Every counter that many members share, by name: pages and courier come here, so that two sides of
// one limit cannot drift apart. Names are stored as hashes only.

#include "page/records.h"
#include "page/request.h"
#include "page/settings.h"

namespace portillon {

// Journeys started from the request's network; at an agency desk, from all networks of that desk.
Bucket starts_bucket(const Request&, const Settings&);

// Wrong codes from the request's network (or desk), whoever's they were.
Bucket wrong_codes_from(const Request&, const Settings&);

// Wrong codes of the whole caisse: the breaker against one try at each of very many members.
Bucket wrong_codes_of_all(const Limits&);

// SMS of the whole caisse that really leave. `for_nobody`: the same statement for a stranger's
// message, which costs nothing.
Bucket sms_budget(const Limits&, bool for_nobody = false);

// Taken once in the window of the budget that ends at `window`, by whoever tells the sysadmin that
// `percent` of it is used.
Bucket sms_alarm(unsigned percent, Time window);

// Sends to one number or mailbox, all members together.
Bucket destination_sends(const Digest& destination, const Limits&);

// What is left of nothing: the moment from which the bucket gives again; nullopt: it does now.
std::optional<Time> empty_until(const Bucket&, const Level&, Time now);

}  // namespace portillon
