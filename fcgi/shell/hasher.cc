#include "shell/hasher.h"

#include <algorithm>

#include "crypto/mac.h"
#include "crypto/secret.h"
#include "page/derivations.h"

namespace portillon {
namespace {

constexpr std::string_view kPepper = "pepper";

bool has_pepper(const Keys& keys) {
  try {
    keys.ring(kPepper);
    return true;
  } catch (const KeyError&) {
    return false;
  }
}

}  // namespace

HashPlaces::HashPlaces(const Keys& keys, const HashParameters& parameters, unsigned places,
                       std::chrono::milliseconds patience)
    : keys_(keys),
      parameters_(parameters),
      places_(std::max(1U, places)),
      all_(std::max(1U, places)),
      patience_(patience) {
  if (has_pepper(keys)) nobody_ = dummy_hash(keys.ring(kPepper), parameters);
}

HashUse HashPlaces::use() const { return {all_, taken_, computations_, refused_}; }

void BoundedHasher::take_place() {
  if (has_place_) return;
  if (!shared_.places_.try_acquire_for(shared_.patience_)) {
    ++shared_.refused_;
    throw Busy{};
  }
  ++shared_.taken_;
  has_place_ = true;
}

void BoundedHasher::give_place_back() {
  if (has_place_) {
    --shared_.taken_;
    shared_.places_.release();
  }
  has_place_ = false;
}

template <class Result, class Compute>
Result BoundedHasher::once(std::map<Digest, Result>& known, std::string_view question,
                           MemberId member, const Secret& password, Compute compute) {
  std::string asked = std::string(question) + '\0' + row_of(member) + '\0';
  asked.append(password.reveal());
  const Digest key = sha256(asked);
  wipe(asked);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  take_place();
  ++computations_;
  ++shared_.computations_;
  return known.emplace(key, compute()).first->second;
}

std::string BoundedHasher::hash(MemberId member, const Secret& password) {
  return once(hashes_, "hash", member, password, [&] {
    return hash_password(shared_.keys_.ring(kPepper), shared_.parameters_, row_of(member),
                         password);
  });
}

bool BoundedHasher::matches(std::string_view stored, MemberId member, const Secret& password) {
  return once(answers_, stored, member, password, [&] {
    return verify_password(shared_.keys_.ring(kPepper), stored, row_of(member), password);
  });
}

bool BoundedHasher::matches_nobody(const Secret& password) {
  matches(shared_.nobody_, kNobody, password);
  return false;
}

bool BoundedHasher::needs_rehash(std::string_view stored) {
  return portillon::needs_rehash(shared_.keys_.ring(kPepper), stored, shared_.parameters_);
}

}  // namespace portillon
