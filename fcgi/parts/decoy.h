#pragma once
// Parts of pages: what an identifier that is not on file looks like on its decoy journey.

#include "crypto/keyring.h"
#include "domain/identifier.h"
#include "page/records.h"

namespace portillon {

// Member kNobody; kind and first access from a keyed hash (ring "decoy") of the canonical
// identifier, so that they are the same for years, whatever key the subjects are under, cannot be
// predicted, and are mixed as the real members are. A SIRET is always an entreprise.
Entry decoy_entry(const Keys&, const Mix&, const Identifier&);

}  // namespace portillon
