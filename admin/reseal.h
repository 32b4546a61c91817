#pragma once
// `portillon keys reseal`: what old keys made comes under the keys in use, while pages serve.
//
// A row says by itself which keys made it, so there is no progress to keep: whoever goes on after a
// crash finds what is left. Each row is guarded by the bytes that were read; what a page changed
// meanwhile is looked at again.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "crypto/keyring.h"
#include "crypto/sealed_box.h"
#include "page/types.h"
#include "store/connection.h"

namespace portillon {

// The rings that it wants. contact_private is the courier's; nothing else reads it.
inline constexpr std::string_view kResealKeys[] = {
    "index", "identity", "mask", "destination", "contact_public", "contact_private"};

struct ResealCounts {
  std::uint64_t members = 0;
  std::uint64_t contacts = 0;
  std::uint64_t met = 0;         // changed by a page meanwhile, and looked at again
  std::uint64_t unreadable = 0;  // no key of the rings opens it: left as it is
};

// For people, one line; for machines, one JSON object.
std::string resealed_text(const ResealCounts& counts, double seconds);
std::string resealed_json(const ResealCounts& counts, double seconds);

class Reseal {
 public:
  // Everything must outlive it. `batch`: rows of one transaction, 1 or more. `told` is called after
  // each batch.
  Reseal(Connection& keeper, const Keys& keys, unsigned batch,
         std::function<void(const ResealCounts&)> told);

  // Until nothing is left but what cannot be read. Throws StorageError: an import is running, or
  // the database; what was written stays, and the next run goes on.
  ResealCounts run();

 private:
  struct OldMember;
  struct OldContact;
  enum class Found : std::uint8_t { resealed, unreadable };

  template <typename Row, typename Read, typename Renew, typename Write>
  void walk(Read read, Renew renew, Write write, std::uint64_t& done);
  void walk_members();
  void walk_contacts();
  Found renew(OldMember& row) const;
  Found renew(OldContact& row) const;
  bool write(const OldMember& row);
  bool write(const OldContact& row);
  void follow_in_feed(const OldContact& row);

  Connection& keeper_;
  const Keys& keys_;
  BoxSealer boxes_;
  unsigned batch_;
  std::function<void(const ResealCounts&)> told_;
  ResealCounts counts_;
};

}  // namespace portillon
