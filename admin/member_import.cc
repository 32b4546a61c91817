#include "admin/member_import.h"

#include <map>

#include "crypto/seal.h"
#include "page/derivations.h"
#include "store/queries_import.h"
#include "store/sessions.h"

namespace portillon {
namespace {

constexpr int kTries = 5;  // of one batch, when a page was quicker at one of its rows

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

// A serial is stored nowhere else: only the file can bring it under the key in use.
bool brings_vitale_anew(const ImportedMember& member, const Seen& before) {
  return before.vitale != member.seen.vitale;
}

}  // namespace

MemberCounts& MemberCounts::operator+=(const MemberCounts& other) {
  added += other.added;
  changed += other.changed;
  unchanged += other.unchanged;
  contacts_kept += other.contacts_kept;
  return *this;
}

void MemberImport::look_up(std::vector<ImportedMember>& batch) {
  std::vector<Digest> subjects;
  for (const ImportedMember& member : batch) {
    subjects.push_back(member.subject.current);
    if (member.subject.previous != member.subject.current) {
      subjects.push_back(member.subject.previous);
    }
  }
  std::map<Digest, FoundMember> known;
  for (const auto& [number, subject, confirmed, bytes] :
       connection_.all_of(sql::kFindFed, subjects)) {
    known[subject] = {number, bytes ? Seen::from(*bytes) : std::nullopt};
  }
  for (ImportedMember& member : batch) {
    auto found = known.find(member.subject.current);
    if (found == known.end()) found = known.find(member.subject.previous);
    member.found = found == known.end() ? std::nullopt : std::optional(found->second);
  }
}

MemberCounts MemberImport::write(std::vector<ImportedMember>& batch) {
  for (int tries = 1;; ++tries) {
    try {
      return try_write(batch);
    } catch (const Conflict&) {
      if (tries == kTries) throw;
    }
    look_again(batch);
  }
}

// An import that was killed may have left a last transaction that is being written only now.
void MemberImport::look_again(std::vector<ImportedMember>& batch) {
  look_up(batch);
  const auto highest = std::get<0>(connection_.one(sql::kFindHighestMember).value());
  for (ImportedMember& member : batch) {
    if (!member.found) member.number = roll_.renumber(highest.value_or(kNobody), member.line);
  }
}

// Sealed before the transaction, so that rows are locked for as long as the statements take.
MemberCounts MemberImport::try_write(const std::vector<ImportedMember>& batch) {
  const Time now = read_clock(connection_);
  boxes_.emplace(keys_.ring("contact_public"));
  MemberCounts counts;
  Additions rows;
  std::vector<const ImportedMember*> others;
  for (const ImportedMember& member : batch) {
    if (!member.found) {
      ++counts.added;
      if (!dry_run_) add(member, now, rows);
    } else if (member.found->seen == member.seen) {
      ++counts.unchanged;
    } else {
      others.push_back(&member);
    }
  }
  if (rows.members.empty() && others.empty()) return counts;
  Transaction transaction(connection_);
  connection_.run_all(sql::kAddMembers, rows.members);
  for (const ImportedMember* member : others) {
    ++(change(*member, now, rows, counts) ? counts.changed : counts.unchanged);
  }
  if (dry_run_) return counts;
  connection_.run_all(sql::kAddFedContacts, rows.contacts);
  connection_.run_all(sql::kAddFacts, rows.facts);
  connection_.run_all(sql::kAddFeds, rows.feeds);
  transaction.commit();
  return counts;
}

void MemberImport::add(const ImportedMember& member, Time now, Additions& rows) {
  const MemberId number = member.number;
  const FeedMember& row = member.row;
  rows.members.emplace_back(
      number, member.subject.current, std::string(name_of(row.kind)),
      row.identifier.kind() == IdentifierKind::siret, to_hex(random_bytes(random_, 16)),
      seal(keys_.ring("identity"), kSealIdentifier, row_of(number), row.identifier.digits()),
      sealed_name(number, row.name), sealed_address(number, row.address));
  for (std::size_t i = 0; i < kContactTypes; ++i) {
    if (!row.contacts[i]) continue;
    add_contact(number, static_cast<ContactType>(i), *row.contacts[i], now, rows);
  }
  add_vitale(number, row, rows);
  rows.feeds.emplace_back(number, member.seen.bytes());
}

// False: the line says what the last one said.
bool MemberImport::change(const ImportedMember& member, Time now, Additions& rows,
                          MemberCounts& counts) {
  const auto& [number, stored] = *member.found;
  const Seen before = stored.value_or(Seen{});
  const Seen same = seen_like(keys_, member.row, before);
  const bool unchanged = stored && same == before;
  if (unchanged && !brings_vitale_anew(member, before)) return false;
  const bool changes_contacts = before.contacts != same.contacts;
  if (changes_contacts) connection_.run(sql::kMoveFedOn, number);
  const auto held = connection_.one(sql::kHoldFed, number);
  if (!held) throw Conflict("a member was removed meanwhile");
  // What has not changed stays under its key, as the row beside it does.
  Seen next = before;
  if (before.person != same.person) {
    connection_.run(sql::kChangePerson, std::string(name_of(member.row.kind)),
                    sealed_name(number, member.row.name),
                    sealed_address(number, member.row.address), number);
    next.person = member.seen.person;
  }
  if (brings_vitale_anew(member, before)) {
    connection_.run(sql::kEndVitale, number);
    add_vitale(number, member.row, rows);
    next.vitale = member.seen.vitale;
  }
  const bool contacts_confirmed = std::get<0>(*held);
  if (!contacts_confirmed) {
    change_contacts(member, before, same, now, next, rows, counts);
  } else {
    for (std::size_t i = 0; i < kContactTypes; ++i) {
      if (before.contacts[i] == same.contacts[i]) continue;
      ++counts.contacts_kept;
      next.contacts[i] = member.seen.contacts[i];
    }
  }
  if (stored) {
    connection_.run(sql::kSaveFed, next.bytes(), number);
  } else {
    rows.feeds.emplace_back(number, next.bytes());
  }
  return !unchanged;
}

// Whoever answers for a contact must not lose it to a file: only what the last file gave is
// replaced, and only if this file says something else.
void MemberImport::change_contacts(const ImportedMember& member, const Seen& before,
                                   const Seen& same, Time now, Seen& next, Additions& rows,
                                   MemberCounts& counts) {
  const MemberId number = member.found->number;
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
    if (line) add_contact(number, static_cast<ContactType>(i), *line, now, rows);
  }
}

void MemberImport::add_contact(MemberId number, ContactType type, const FeedContact& contact,
                               Time now, Additions& rows) {
  const std::string row = row_of(number);
  rows.contacts.emplace_back(
      number, std::string(name_of(type)), now, boxes_->seal(kBoxContact, row, contact.canonical),
      seal(keys_.ring("mask"), kSealMask, row, contact.masked),
      destination_hash(keys_, contact.canonical), contact_words(keys_, number, contact.canonical));
}

void MemberImport::add_vitale(MemberId number, const FeedMember& row, Additions& rows) {
  if (!row.vitale) return;
  rows.facts.emplace_back(number, std::string(name_of(FactKind::vitale)),
                          proof_hash(keys_, number, FactKind::vitale, row.vitale->digits()),
                          kAlways);
}

std::string MemberImport::sealed_address(MemberId number, const PostalAddress& address) const {
  return boxes_->seal(kBoxAddress, row_of(number), joined(address.lines()));
}

std::string MemberImport::sealed_name(MemberId number, const std::string& name) const {
  return seal(keys_.ring("identity"), kSealName, row_of(number), name);
}

}  // namespace portillon
