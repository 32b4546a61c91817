#pragma once
// `portillon check`: sockets, who answers behind them, units, disks, programs of another version.

#include "admin/check_places.h"
#include "admin/finding.h"

namespace portillon {

void check_sockets(const CheckPlaces&, Findings&);
void check_units(const CheckPlaces&, Findings&);
void check_disks(const CheckPlaces&, Findings&);
// Programs that run on after their file was replaced, and files that no page of this version has.
void check_versions(const CheckPlaces&, Findings&);

enum class Answer : std::uint8_t { good, nobody, silent, forbidden };
// Asks the program behind the socket for its name of a FastCGI value (FCGI_GET_VALUES, FastCGI 1.0,
// 4.1): it answers without running a page.
Answer ask_socket(const std::filesystem::path& socket, std::chrono::milliseconds within);

}  // namespace portillon
