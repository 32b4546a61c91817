#include "admin/member_import.h"

#include <optional>

#include "crypto/seal.h"
#include "page/derivations.h"
#include "store/queries_import.h"

namespace portillon {
namespace {

// A Vitale serial has no day; it counts however far back the question goes.
constexpr std::chrono::sys_days kAlways =
    std::chrono::year(9999) / std::chrono::December / std::chrono::day(31);

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

struct CurrentContact {
  ContactId id = 0;
  std::uint64_t version = 0;
  Digest destination{};
};

}  // namespace

MemberImport::MemberImport(Connection& connection, const Keys& keys, Random& random, bool dry_run)
    : connection_(connection),
      keys_(keys),
      random_(random),
      boxes_(keys.ring("contact_public")),
      dry_run_(dry_run) {}

MemberCounts MemberImport::write(std::span<const ImportedMember> batch, Time now) {
  MemberCounts counts;
  Transaction transaction(connection_);
  last_number_ = std::get<0>(connection_.one(sql::kFindHighestMember).value()).value_or(kNobody);
  for (const ImportedMember& member : batch) {
    switch (write_one(member, now, counts)) {
      case Change::added:
        ++counts.added;
        break;
      case Change::changed:
        ++counts.changed;
        break;
      case Change::unchanged:
        ++counts.unchanged;
        break;
    }
  }
  if (!dry_run_) transaction.commit();
  return counts;
}

MemberImport::Change MemberImport::write_one(const ImportedMember& member, Time now,
                                             MemberCounts& counts) {
  const auto found =
      connection_.one(sql::kFindFed, member.subject.current, member.subject.previous);
  if (!found) {
    add(member, now);
    return Change::added;
  }
  const auto& [number, contacts_confirmed, bytes] = *found;
  const auto stored = bytes ? Seen::from(*bytes) : std::nullopt;
  const Seen before = stored.value_or(Seen{});
  const Seen same = seen_like(keys_, member.row, before);
  const bool unchanged = stored && same == before;
  // A serial is stored nowhere else: only the file can bring it under the key in use.
  const bool vitale_anew = before.vitale != member.seen.vitale;
  if (unchanged && !vitale_anew) return Change::unchanged;
  // What has not changed stays under its key, as the row beside it does.
  Seen next = before;
  if (before.person != same.person) {
    change_person(number, member.row);
    next.person = member.seen.person;
  }
  if (vitale_anew) {
    connection_.run(sql::kEndVitale, number);
    add_vitale(number, member.row);
    next.vitale = member.seen.vitale;
  }
  if (!contacts_confirmed) {
    change_contacts(number, member, before, same, now, next, counts);
  } else {
    for (std::size_t i = 0; i < kContactTypes; ++i) {
      if (before.contacts[i] == same.contacts[i]) continue;
      ++counts.contacts_kept;
      next.contacts[i] = member.seen.contacts[i];
    }
  }
  if (bytes) {
    connection_.run(sql::kSaveFed, next.bytes(), number);
  } else {
    connection_.run(sql::kAddFed, number, next.bytes());
  }
  return unchanged ? Change::unchanged : Change::changed;
}

void MemberImport::add(const ImportedMember& member, Time now) {
  const MemberId number = ++last_number_;
  const FeedMember& row = member.row;
  connection_.run(
      sql::kAddMember, number, member.subject.current, std::string(name_of(row.kind)),
      row.identifier.kind() == IdentifierKind::siret, to_hex(random_bytes(random_, 16)),
      seal(keys_.ring("identity"), kSealIdentifier, row_of(number), row.identifier.digits()),
      sealed_name(number, row.name), sealed_address(number, row.address));
  for (std::size_t i = 0; i < kContactTypes; ++i) {
    if (!row.contacts[i]) continue;
    add_contact(number, static_cast<ContactType>(i), *row.contacts[i], now);
  }
  add_vitale(number, row);
  connection_.run(sql::kAddFed, number, member.seen.bytes());
}

void MemberImport::change_person(MemberId number, const FeedMember& row) {
  connection_.run(sql::kChangePerson, std::string(name_of(row.kind)), sealed_name(number, row.name),
                  sealed_address(number, row.address), number);
}

// Whoever answers for a contact must not lose it to a file: only what the last file gave is
// replaced, and only if this file says something else.
void MemberImport::change_contacts(MemberId number, const ImportedMember& member,
                                   const Seen& before, const Seen& same, Time now, Seen& next,
                                   MemberCounts& counts) {
  std::array<std::optional<CurrentContact>, kContactTypes> current;
  for (const auto& [id, version, type, destination] :
       connection_.all(sql::kFindFedContacts, number)) {
    const auto known = contact_type_from(type);
    if (!known) throw StorageError("contacts holds a type that is not known");
    current[static_cast<std::size_t>(*known)] = CurrentContact{id, version, destination};
  }
  for (std::size_t i = 0; i < kContactTypes; ++i) {
    if (before.contacts[i] == same.contacts[i]) continue;
    next.contacts[i] = member.seen.contacts[i];
    const auto& line = member.row.contacts[i];
    const Fingerprint on_file =
        current[i] ? fingerprint_of(current[i]->destination) : Fingerprint{};
    if (current[i] && line &&
        current[i]->destination ==
            destination_hash(keys_, line->canonical, current[i]->destination)) {
      next.contacts[i] = on_file;
      continue;
    }
    if (!current[i] && !line) continue;
    if (on_file != before.contacts[i]) {
      ++counts.contacts_kept;
      continue;
    }
    if (current[i] &&
        connection_.run(sql::kEndFedContact, now, current[i]->id, current[i]->version) == 0) {
      throw Conflict("a contact has changed meanwhile");
    }
    if (line) add_contact(number, static_cast<ContactType>(i), *line, now);
  }
}

void MemberImport::add_contact(MemberId number, ContactType type, const FeedContact& contact,
                               Time now) {
  const std::string row = row_of(number);
  connection_.run(sql::kAddFedContact, number, std::string(name_of(type)), now,
                  boxes_.seal(kBoxContact, row, contact.canonical),
                  seal(keys_.ring("mask"), kSealMask, row, contact.masked),
                  destination_hash(keys_, contact.canonical),
                  contact_words(keys_, number, contact.canonical));
}

void MemberImport::add_vitale(MemberId number, const FeedMember& row) {
  if (!row.vitale) return;
  connection_.run(sql::kAddFact, number, std::string(name_of(FactKind::vitale)),
                  proof_hash(keys_, number, FactKind::vitale, row.vitale->digits()), kAlways);
}

std::string MemberImport::sealed_address(MemberId number, const PostalAddress& address) const {
  return boxes_.seal(kBoxAddress, row_of(number), joined(address.lines()));
}

std::string MemberImport::sealed_name(MemberId number, const std::string& name) const {
  return seal(keys_.ring("identity"), kSealName, row_of(number), name);
}

}  // namespace portillon
