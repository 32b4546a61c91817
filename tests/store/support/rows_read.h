#pragma once
// What a statement costs in rows, whatever the machine and its load.

#include <cstdint>
#include <functional>

#include "store/connection.h"

namespace portillon::test {

// Rows that the storage engine handed out while `ask` was at it, by index and by scanning. It is
// called twice: the first time statements are prepared and tables opened.
std::uint64_t rows_read(Connection& connection, const std::function<void(Connection&)>& ask);

}  // namespace portillon::test
