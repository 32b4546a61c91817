#pragma once
// Parts of pages: what is wrong with a typed identifier, in words that say how to repair it.

#include "domain/identifier.h"
#include "page/message.h"

namespace portillon {

Text text_of(const IdentifierProblem&);

}  // namespace portillon
