#pragma once
// How the members are mixed, counted, so that strangers' decoys are mixed alike.

#include <array>
#include <cstdint>

#include "page/records.h"
#include "store/connection.h"

namespace portillon {

// Members of one kind, and how many of them never chose a password.
struct KindCount {
  std::uint64_t all = 0;
  std::uint64_t fresh = 0;
};
struct KindCounts {
  std::array<KindCount, 3> nir;  // by Kind
  KindCount siret;
};

// Each share as if a hundred members of the default mix were on file beside the counted ones: a
// caisse that starts with three members must not tell their kinds by its strangers.
Mix mix_of(const KindCounts&);

// A decoy near the edge of a share changes when the share does, which a member does not. So shares
// are left as they are until one of them is off by ten in a thousand.
bool is_worth_saving(const Mix& stored, const Mix& counted);

// Counts all members (a scan) and saves the mix if that is worth it. Throws StorageError.
void count_mix(Connection&);

}  // namespace portillon
