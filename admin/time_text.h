#pragma once
// Moments as the command prints them.

#include <optional>
#include <string>

#include "page/types.h"

namespace portillon {

// RFC 3339, UTC: "2026-11-26T10:02:00.000000Z".
std::string time_text(Time);
// The same as a JSON string, or null.
std::string time_json(const std::optional<Time>&);

}  // namespace portillon
