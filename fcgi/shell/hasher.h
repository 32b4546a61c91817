#pragma once
// Password hashing in a bounded number of places. Each computation takes tens of milliseconds of a
// core and 19 MiB: without a bound a flood of sign-ins would stop every other page as well.

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>

#include "crypto/keyring.h"
#include "crypto/password_hash.h"
#include "page/world.h"

namespace portillon {

// Of all requests since the program was started.
struct HashUse {
  unsigned places = 0;
  unsigned taken = 0;  // now
  std::uint64_t computations = 0;
  std::uint64_t refused = 0;  // requests for which no place was free
};

// What the workers of one program share.
class HashPlaces {
 public:
  // Without the ring `pepper` (a page that hashes nothing) every use throws KeyError; with it, this
  // costs one computation, for the hash that nobody matches.
  // `patience`: how long a request waits for a place.
  HashPlaces(const Keys& keys, const HashParameters& parameters, unsigned places,
             std::chrono::milliseconds patience = {});

  HashUse use() const;

 private:
  friend class BoundedHasher;
  const Keys& keys_;
  HashParameters parameters_;
  std::string nobody_;
  std::counting_semaphore<> places_;
  unsigned all_;
  std::chrono::milliseconds patience_;
  std::atomic<unsigned> taken_ = 0;
  std::atomic<std::uint64_t> computations_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
};

// For one request: what was computed once is not computed again when the page is run again. Its
// first computation takes a place, which it keeps for the next: a request that was let in is not
// refused half-way, after half of its work was paid.
class BoundedHasher final : public Hasher {
 public:
  explicit BoundedHasher(HashPlaces& shared) : shared_(shared) {}
  ~BoundedHasher() override { give_place_back(); }
  BoundedHasher(const BoundedHasher&) = delete;
  BoundedHasher& operator=(const BoundedHasher&) = delete;

  std::string hash(MemberId member, const Secret& password) override;
  bool matches(std::string_view stored, MemberId member, const Secret& password) override;
  bool matches_nobody(const Secret& password) override;
  bool needs_rehash(std::string_view stored) override;

  // The page has returned. The next computation, if there is one, takes a place anew.
  void give_place_back();

  // Computations since it was made; for the log.
  unsigned computations() const { return computations_; }

 private:
  template <class Result, class Compute>
  Result once(std::map<Digest, Result>& known, std::string_view question, MemberId member,
              const Secret& password, Compute compute);
  void take_place();

  HashPlaces& shared_;
  bool has_place_ = false;
  unsigned computations_ = 0;
  std::map<Digest, std::string> hashes_;  // by SHA-256 of the question: no password stays here
  std::map<Digest, bool> answers_;
};

}  // namespace portillon
