#pragma once
// [[receipts]] of the configuration: how each provider tells what became of a message.

#include <toml++/toml.h>

#include <string_view>
#include <vector>

#include "page/settings.h"

namespace portillon {

// Throws StartError.
std::vector<ReceiptSource> read_receipts(const toml::table& root, std::string_view file);

}  // namespace portillon
