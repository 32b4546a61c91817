#pragma once
// The page coordonnees as data: the four contacts masked, open fields, pending ones with their
// code.

#include <string_view>
#include <vector>

#include "page/request.h"
#include "page/step.h"
#include "page/world.h"

namespace portillon {

// Whether contacts may be changed in this session without typing the password again.
bool password_is_fresh(const FullSession&, const Limits&, Time now);

// `typed`: the form that is shown again (empty on GET); what was typed opens its field. `opened`:
// name of the field that the pencil opens, or empty.
View contacts_view(const FullSession&, const std::vector<Contact>& on_file, const Fields& typed,
                   std::string_view opened, const World&);

}  // namespace portillon
