#pragma once
// `portillon check`: what has to be in order, each part with what is to be done.

#include "admin/check_places.h"
#include "admin/finding.h"

namespace portillon {

struct CheckOrder {
  bool json = false;
  bool strict = false;        // a warning ends with status 1 too
  bool before_start = false;  // leave out what only a running installation has
};

// Of the installation that the configuration describes. `places`: made from it unless given.
Findings check_installation(
    bool running,
    const std::function<CheckPlaces(const Installation&)>& places_of = CheckPlaces::here);

int run_check(const CheckOrder& order);  // kFailed: something is not in order

}  // namespace portillon
