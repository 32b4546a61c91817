#pragma once
// A page that was asked for without the session or the stage that it needs: where it leads, and the
// trace that this leaves (ASVS 16.3.2). A form that somebody sends past the order is a row of the
// audit trail; a page that is only looked at (Back, a bookmark), and a visitor who has neither
// journey nor session, leave a line in the journal.

#include <string_view>

#include "page/request.h"
#include "page/step.h"

namespace portillon {

// To `stem`, where the journey or session of this subject stands.
Step out_of_order(const Request&, const SubjectId&, std::string_view stem);
// The same for a journey.
Step out_of_order(const Request&, const Journey&);

// To `stem`, where one gets what is missing.
Step without_session(std::string_view stem);

}  // namespace portillon
