#pragma once
// `portillon check`: gateways, mail servers and the printing house.

#include "admin/check_places.h"
#include "admin/finding.h"

namespace portillon {

// What [[sms]] and [[smtp]] say, whether their secrets are there and their names known.
void check_providers(const Installation&, const CheckPlaces&, Findings&);
void check_letters(const Installation&, const CheckPlaces&, Findings&);

// Names of the hosts that [[sms]] and [[smtp]] reach, each once; addresses are left out.
std::vector<std::string> provider_hosts(const Installation&);

}  // namespace portillon
