#pragma once
// `portillon check`: the server, the schema, what each account may do, and what the tables tell of
// couriers, canaries and anchors.

#include <set>

#include "admin/check_places.h"
#include "admin/finding.h"
#include "store/connection.h"

namespace portillon {

// Empty where the database cannot be used: then nothing of the rest can be asked.
std::unique_ptr<Connection> check_database(const Installation&, Findings&);
void check_grants(const Installation&, Findings&);
void check_clock(Connection&, const CheckPlaces&, Findings&);
void check_outbox(Connection&, const Installation&, Findings&);
void check_canaries(Connection&, const Installation&, Findings&);
void check_anchors(Connection&, Findings&);

// "SELECT members.kind", "DELETE audit": what the account may do, as the server tells it, and what
// its queries need.
std::set<std::string> rights_held(Connection&, const std::string& schema);
std::set<std::string> rights_needed(std::string_view account);

}  // namespace portillon
