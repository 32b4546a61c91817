#pragma once
// The provider of letters as the courier wires it: the spool, and its batches as time goes by.

#include <memory>

#include "courier/letter_config.h"
#include "courier/provider.h"
#include "shell/log.h"

namespace portillon {

// Reads the certificate. `now`: for whether it has expired. `log` must outlive it. Throws
// StartError.
std::unique_ptr<Provider> make_printing_house(const LetterConfig& config, const Log& log, Time now);

}  // namespace portillon
