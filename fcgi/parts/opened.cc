#include "parts/opened.h"

#include "crypto/seal.h"
#include "page/derivations.h"

namespace portillon {

std::string mask_of(const Contact& contact, MemberId member, const Keys& keys) {
  const auto mask = open(keys.ring("mask"), kSealMask, row_of(member), contact.mask_sealed);
  if (!mask) throw StorageError("contact.mask does not open");
  return std::string(mask->reveal());
}

}  // namespace portillon
