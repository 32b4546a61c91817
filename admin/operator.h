#pragma once
// Who runs the command, for the audit trail.

#include <string>

namespace portillon {

// The person behind sudo, or the user of the process. Letters, digits, '.', '_' and '-', at most
// 32; never empty.
std::string operator_name();

}  // namespace portillon
