#pragma once
// Parts of pages: what was typed into a form when the journey or session ended, to be found again
// by the same person. A form says whose it is by its hidden field `owner`, since what the cookie
// stood for is gone by then; what was kept is shown to nobody but that one, once he is back, for
// ten minutes.

#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>

#include "page/request.h"
#include "page/step.h"
#include "page/types.h"

namespace portillon {

inline constexpr std::chrono::minutes kKeptFor{10};

// 16 hexadecimal digits that say nothing about who it is and open nothing.
std::string owner_of(const SubjectId&);

// Of the form that came when nobody was there any more: `away`, and the named fields are kept. As
// `away` is if nothing was typed, or the form does not say whose it is. `away` leads to a page that
// knows `fin`, and says there what became of it.
Step kept_on_the_way(Step away, std::string_view stem,
                     std::initializer_list<std::string_view> fields, const Request&, Time now);

// What a form that is shown now begins with: what came too late, or was kept; empty if there is
// none, or it is another person's.
Fields typed_before(const Request&, const Session&, std::string_view stem, const SubjectId&,
                    Time now);

// The form came, or somebody else's was kept: it goes.
void forget_kept(Step&, const Request&, const Session&, const SubjectId&);

}  // namespace portillon
