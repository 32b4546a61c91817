#pragma once
// The configured providers of all channels, as the product's courier hands over to them.

#include <memory>

#include "courier/program.h"

namespace portillon {

// [[sms]], [mail] and [[smtp]], [letter]. A channel without any is down from the start, and says
// so. Throws StartError: one line with file, table and key, or with the credential that is missing.
std::unique_ptr<Transport> configured_providers(const Means&);

}  // namespace portillon
