#pragma once
// Writes members, their contacts and Vitale serials, as the caisse's file has them.

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "admin/feed.h"
#include "admin/roll.h"
#include "admin/seen.h"
#include "crypto/random.h"
#include "crypto/sealed_box.h"
#include "page/types.h"
#include "store/connection.h"

namespace portillon {

// What is on file of him.
struct FoundMember {
  MemberId number = kNobody;
  std::optional<Seen> seen;  // nullopt: no file has named him yet
};

// A member of the file, with what the keys make of him.
struct ImportedMember {
  FeedMember row;
  Lookup subject;
  std::size_t line = 0;
  Seen seen{};
  std::optional<FoundMember> found{};
  MemberId number =
      kNobody;  // that a new one is to have; set by whoever decides in the file's order
};

struct MemberCounts {
  std::uint64_t added = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t contacts_kept = 0;  // the member's own, where the file would have another
  friend bool operator==(const MemberCounts&, const MemberCounts&) = default;
  MemberCounts& operator+=(const MemberCounts&);
};

// Of one thread and its connection.
class MemberImport {
 public:
  // Wants the rings index, identity, mask, destination, proof, contact_public, contact_words.
  // Everything must outlive it. `dry_run`: counts the same and writes nothing.
  MemberImport(Connection& connection, const Keys& keys, Roll& roll, bool dry_run)
      : connection_(connection), keys_(keys), roll_(roll), dry_run_(dry_run) {}

  // Sets `found` of each.
  void look_up(std::vector<ImportedMember>& batch);
  // In one transaction, again when a page was quicker at one of its rows. Throws StorageError.
  MemberCounts write(std::vector<ImportedMember>& batch);

 private:
  using MemberRow = std::tuple<std::uint64_t, Digest, std::string, bool, std::string, std::string,
                               std::string, std::string>;
  using ContactRow =
      std::tuple<std::uint64_t, std::string, Time, std::string, std::string, Digest, std::string>;
  using FactRow = std::tuple<std::uint64_t, std::string, Digest, std::chrono::sys_days>;
  using FeedRow = std::tuple<std::uint64_t, std::string>;
  struct Additions {
    std::vector<MemberRow> members;
    std::vector<ContactRow> contacts;
    std::vector<FactRow> facts;
    std::vector<FeedRow> feeds;
  };

  MemberCounts try_write(const std::vector<ImportedMember>& batch);
  void look_again(std::vector<ImportedMember>& batch);
  void add(const ImportedMember& member, Time now, Additions& rows);
  bool change(const ImportedMember& member, Time now, Additions& rows, MemberCounts& counts);
  void change_contacts(const ImportedMember& member, const Seen& before, const Seen& same, Time now,
                       Seen& next, Additions& rows, MemberCounts& counts);
  void add_contact(MemberId number, ContactType type, const FeedContact& contact, Time now,
                   Additions& rows);
  void add_vitale(MemberId number, const FeedMember& row, Additions& rows);
  std::string sealed_address(MemberId number, const PostalAddress& address) const;
  std::string sealed_name(MemberId number, const std::string& name) const;

  Connection& connection_;
  const Keys& keys_;
  Roll& roll_;
  bool dry_run_;
  SystemRandom random_;
  std::optional<BoxSealer> boxes_;  // of one batch
};

}  // namespace portillon
