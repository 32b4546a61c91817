#include "admin/reseal.h"

#include <array>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include "admin/seen.h"
#include "crypto/seal.h"
#include "page/derivations.h"
#include "store/queries_import.h"
#include "store/queries_keeper.h"
#include "store/repeated.h"

namespace portillon {
namespace {

constexpr Tries kTries{20};  // of one batch, when pages were quicker at its rows

// `row`: old bytes, and what they are to become.
struct Renewed {
  std::string before;
  std::string after;
};

std::uint8_t id_in_use(const KeyRing& ring) { return ring.current().id; }

bool renew_seal(const KeyRing& ring, std::string_view purpose, std::string_view row,
                Renewed& value) {
  value.after = value.before;
  if (sealed_key_id(value.before) == id_in_use(ring)) return true;
  const auto plain = open(ring, purpose, row, value.before);
  if (plain) value.after = seal(ring, purpose, row, plain->reveal());
  return plain.has_value();
}

// An identifier is stored by its digits; the row says of which kind.
std::string canonical_of(bool siret, const Secret& digits) {
  return (siret ? "siret:" : "nir:") + std::string(digits.reveal());
}

}  // namespace

struct Reseal::OldMember {
  MemberId id = kNobody;
  bool siret = false;
  SubjectId subject{};
  SubjectId next{};
  Renewed identifier{};
  Renewed name{};
  Renewed address{};
};

struct Reseal::OldContact {
  ContactId id = 0;
  MemberId member = kNobody;
  std::string type{};
  Renewed value{};
  Renewed mask{};
  Digest destination{};
  Digest next{};
};

Reseal::Reseal(Connection& keeper, const Keys& keys, unsigned batch,
               std::function<void(const ResealCounts&)> told)
    : keeper_(keeper),
      keys_(keys),
      boxes_(keys.ring("contact_public")),
      batch_(batch),
      told_(std::move(told)) {}

ResealCounts Reseal::run() {
  const auto taken = keeper_.one(sql::kTakeLock, std::string(sql::kImportLock));
  if (!taken || std::get<0>(*taken).value_or(0) != 1) {
    throw StorageError("an import, or another keys reseal, is running");
  }
  for (std::uint64_t met = 1; met > 0;) {
    met = counts_.met;
    counts_.unreadable = 0;  // of the last walk
    walk_members();
    walk_contacts();
    met = counts_.met - met;
  }
  return counts_;
}

// Opened and sealed outside of the transaction, so that the rows are locked for as long as the
// statements take.
template <typename Row, typename Read, typename Renew, typename Write>
void Reseal::walk(Read read, Renew renew, Write write, std::uint64_t& done) {
  for (std::uint64_t after = 0;;) {
    std::vector<Row> rows = read(after);
    if (rows.empty()) return;
    after = rows.back().id;
    std::vector<Row> ready;
    for (Row& row : rows) {
      if (renew(row) == Found::resealed) {
        ready.push_back(std::move(row));
      } else {
        ++counts_.unreadable;
      }
    }
    const std::uint64_t written = repeated(kTries, [&] {
      std::uint64_t rows_written = 0;
      Transaction transaction(keeper_);
      for (const Row& row : ready) rows_written += write(row) ? 1 : 0;
      transaction.commit();
      return rows_written;
    });
    done += written;
    counts_.met += ready.size() - written;
    told_(counts_);
  }
}

void Reseal::walk_members() {
  const auto read = [&](std::uint64_t after) {
    std::vector<OldMember> rows;
    for (auto& [id, siret, subject, identifier, name, address] :
         keeper_.all(sql::kFindOldMembers, after, id_in_use(keys_.ring("index")),
                     id_in_use(keys_.ring("identity")), id_in_use(keys_.ring("identity")),
                     id_in_use(keys_.ring("contact_public")), batch_)) {
      rows.push_back({id,
                      siret,
                      subject,
                      subject,
                      {std::move(identifier), {}},
                      {std::move(name), {}},
                      {std::move(address), {}}});
    }
    return rows;
  };
  walk<OldMember>(
      read, [&](OldMember& row) { return renew(row); },
      [&](const OldMember& row) { return write(row); }, counts_.members);
}

void Reseal::walk_contacts() {
  const auto read = [&](std::uint64_t after) {
    std::vector<OldContact> rows;
    for (auto& [id, member, type, value, mask, destination] :
         keeper_.all(sql::kFindOldContacts, after, id_in_use(keys_.ring("contact_public")),
                     id_in_use(keys_.ring("mask")), id_in_use(keys_.ring("destination")), batch_)) {
      rows.push_back({id,
                      member,
                      std::move(type),
                      {std::move(value), {}},
                      {std::move(mask), {}},
                      destination,
                      destination});
    }
    return rows;
  };
  walk<OldContact>(
      read, [&](OldContact& row) { return renew(row); },
      [&](const OldContact& row) { return write(row); }, counts_.contacts);
}

Reseal::Found Reseal::renew(OldMember& row) const {
  const KeyRing& identity = keys_.ring("identity");
  const std::string of = row_of(row.id);
  if (!renew_seal(identity, kSealName, of, row.name) ||
      !renew_seal(identity, kSealIdentifier, of, row.identifier)) {
    return Found::unreadable;
  }
  if (key_of(row.subject) != id_in_use(keys_.ring("index"))) {
    const auto digits = open(identity, kSealIdentifier, of, row.identifier.before);
    if (!digits) return Found::unreadable;
    row.next = subject_of(keys_, canonical_of(row.siret, *digits));
  }
  row.address.after = row.address.before;
  const bool old_box = sealed_key_id(row.address.before) != id_in_use(keys_.ring("contact_public"));
  if (old_box && !row.address.before.empty()) {
    const auto address =
        open_box(keys_.ring("contact_private"), kBoxAddress, of, row.address.before);
    if (!address) return Found::unreadable;
    row.address.after = boxes_.seal(kBoxAddress, of, address->reveal());
  }
  return Found::resealed;
}

Reseal::Found Reseal::renew(OldContact& row) const {
  const std::string of = row_of(row.member);
  if (!renew_seal(keys_.ring("mask"), kSealMask, of, row.mask)) return Found::unreadable;
  row.value.after = row.value.before;
  const bool old_box = sealed_key_id(row.value.before) != id_in_use(keys_.ring("contact_public"));
  const bool old_hash = key_of(row.destination) != id_in_use(keys_.ring("destination"));
  if (!old_box && !old_hash) return Found::resealed;
  const auto value = open_box(keys_.ring("contact_private"), kBoxContact, of, row.value.before);
  if (!value) return Found::unreadable;
  if (old_box) row.value.after = boxes_.seal(kBoxContact, of, value->reveal());
  if (old_hash) row.next = destination_hash(keys_, value->reveal());
  return Found::resealed;
}

// False: a page was quicker.
bool Reseal::write(const OldMember& row) {
  return keeper_.run(sql::kResealMember, row.next, row.next, row.identifier.after, row.name.after,
                     row.address.after, row.id, row.subject, row.identifier.before, row.name.before,
                     row.address.before) == 1;
}

bool Reseal::write(const OldContact& row) {
  if (keeper_.run(sql::kResealContact, row.value.after, row.mask.after, row.next, row.id,
                  row.value.before, row.mask.before, row.destination) != 1) {
    return false;
  }
  if (row.next != row.destination) follow_in_feed(row);
  return true;
}

// The import tells by these two whether the contact is still the one that it gave.
void Reseal::follow_in_feed(const OldContact& row) {
  const auto type = contact_type_from(row.type);
  const auto stored = keeper_.one(sql::kFindSeen, row.member);
  if (!type || !stored) return;
  auto seen = Seen::from(std::get<0>(*stored));
  if (!seen) return;
  Fingerprint& part = seen->contacts[static_cast<std::size_t>(*type)];
  if (part != fingerprint_of(row.destination)) return;
  part = fingerprint_of(row.next);
  keeper_.run(sql::kSaveSeen, seen->bytes(), row.member, std::get<0>(*stored));
}

namespace {

std::string per_second(const ResealCounts& counts, double seconds) {
  std::array<char, 32> text{};
  const double rows = static_cast<double>(counts.members + counts.contacts);
  std::snprintf(text.data(), text.size(), "%.0f", seconds > 0 ? rows / seconds : 0.0);
  return text.data();
}

}  // namespace

std::string resealed_text(const ResealCounts& counts, double seconds) {
  std::string text = std::to_string(counts.members) + " members, " +
                     std::to_string(counts.contacts) + " contacts under the keys in use (" +
                     per_second(counts, seconds) + " rows a second)";
  if (counts.unreadable > 0) {
    text += "; " + std::to_string(counts.unreadable) + " rows that no key opens were left";
  }
  return text;
}

std::string resealed_json(const ResealCounts& counts, double seconds) {
  return "{\"members\":" + std::to_string(counts.members) +
         ",\"contacts\":" + std::to_string(counts.contacts) +
         ",\"met\":" + std::to_string(counts.met) +
         ",\"unreadable\":" + std::to_string(counts.unreadable) +
         ",\"rows_per_second\":" + per_second(counts, seconds) + "}";
}

}  // namespace portillon
