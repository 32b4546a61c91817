// Dates, years and postcodes in a password: digits that people do not choose at random.
#pragma once

#include <cstddef>
#include <vector>

#include "domain/pieces.h"

namespace portillon {

// Adds all that begin at `start`.
void add_dates(const Signs&, std::size_t start, std::vector<Piece>&);

}  // namespace portillon
