#include "parts/decoy.h"

#include "crypto/mac.h"

namespace portillon {
namespace {

// 0 to 999; the bias of 2^32 mod 1000 is below one in a million.
unsigned part_of_thousand(const Digest& digest, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8) | digest.at(at + i);
  return value % 1000;
}

Kind decoy_kind(const Mix& mix, unsigned part, IdentifierKind identifier) {
  if (identifier == IdentifierKind::siret) return Kind::entreprise;
  if (part < mix.exploitant) return Kind::exploitant;
  return part < mix.exploitant + mix.entreprise ? Kind::entreprise : Kind::particulier;
}

unsigned first_access_share(const Mix& mix, Kind kind, IdentifierKind identifier) {
  if (identifier == IdentifierKind::siret) return mix.new_siret;
  switch (kind) {
    case Kind::particulier:
      return mix.new_particulier;
    case Kind::exploitant:
      return mix.new_exploitant;
    case Kind::entreprise:
      return mix.new_entreprise;
  }
  return mix.new_particulier;
}

}  // namespace

Entry decoy_entry(const Keys& keys, const Mix& mix, const Identifier& identifier) {
  const Digest digest = mac(keys.ring("decoy"), "decoy.entry", {identifier.canonical()});
  Entry decoy;
  decoy.kind = decoy_kind(mix, part_of_thousand(digest, 0), identifier.kind());
  decoy.first_access =
      part_of_thousand(digest, 4) < first_access_share(mix, decoy.kind, identifier.kind());
  return decoy;
}

}  // namespace portillon
