#pragma once
// What every footer and the statement of accessibility show, from one place.

#include "page/settings.h"
#include "page/view.h"

namespace portillon {

// Adds one of the sections ACCESSIBLE, PARTLY_ACCESSIBLE, NOT_ACCESSIBLE, and one of OWN_EVALUATION
// (the software's), AUDIT (with AUDITOR) and NO_AUDIT; where there is a result, ACCESSIBILITY_RATE
// and ACCESSIBILITY_DATE.
void add_accessibility(Part& part, const Accessibility& accessibility);

}  // namespace portillon
