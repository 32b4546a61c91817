#pragma once
// Writes members, their contacts and Vitale serials, as the caisse's file has them.

#include <cstdint>
#include <span>
#include <vector>

#include "admin/feed.h"
#include "admin/seen.h"
#include "crypto/random.h"
#include "crypto/sealed_box.h"
#include "page/types.h"
#include "store/connection.h"

namespace portillon {

// A member of the file, with what the keys make of him.
struct ImportedMember {
  FeedMember row;
  Lookup subject;
  Seen seen;
};

struct MemberCounts {
  std::uint64_t added = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t contacts_kept = 0;  // the member's own, where the file would have another
  friend bool operator==(const MemberCounts&, const MemberCounts&) = default;
};

class MemberImport {
 public:
  // Wants the rings index, identity, mask, destination, proof, contact_public. Everything must
  // outlive it. `dry_run`: does all of it and takes it back.
  MemberImport(Connection& connection, const Keys& keys, Random& random, bool dry_run);

  // In one transaction. Throws Conflict (nothing was written; may be repeated) or StorageError.
  MemberCounts write(std::span<const ImportedMember> batch, Time now);

 private:
  enum class Change { added, changed, unchanged };
  Change write_one(const ImportedMember& member, Time now, MemberCounts& counts);
  void add(const ImportedMember& member, Time now);
  void change_person(MemberId number, const FeedMember& row);
  void change_contacts(MemberId number, const ImportedMember& member, const Seen& before,
                       const Seen& same, Time now, Seen& next, MemberCounts& counts);
  void add_contact(MemberId number, ContactType type, const FeedContact& contact, Time now);
  void add_vitale(MemberId number, const FeedMember& row);
  std::string sealed_address(MemberId number, const PostalAddress& address) const;
  std::string sealed_name(MemberId number, const std::string& name) const;

  Connection& connection_;
  const Keys& keys_;
  Random& random_;
  BoxSealer boxes_;
  bool dry_run_;
  MemberId last_number_ = kNobody;  // within one batch
};

}  // namespace portillon
