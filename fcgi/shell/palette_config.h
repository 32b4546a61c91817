#pragma once
// The caisse's colours from [caisse], refused where people could not read them.

#include "page/palette.h"
#include "shell/config_table.h"

namespace portillon {

// primary, on_primary, primary_dark, on_primary_dark; hover colours follow from the primary ones.
// Both themes or none: half of them would be another caisse's. Throws StartError, which says the
// ratio that was found and the one that is wanted.
void read_palette(ConfigTable& caisse, Palette& palette);

}  // namespace portillon
