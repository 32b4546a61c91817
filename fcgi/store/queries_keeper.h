#pragma once
// The account "keeper", of `portillon keys` alone: brings what old keys made under the keys in use,
// and counts what still needs an old one. It opens contacts, and so must nobody else but the
// courier; of passwords, codes and answers it reads the number of their key and nothing more.
//
// Sealed values carry the key's id in their second byte (crypto/seal.h), keyed hashes in their
// first (page/derivations.h).

#include "store/query.h"

namespace portillon::sql {

inline constexpr Accounts kKeeper = accounts("keeper");

// ---- Re-sealing, in the order of the primary key; each row guarded by the bytes that were read.
inline constexpr Query<Params<std::uint64_t, unsigned, unsigned, unsigned, unsigned, unsigned>,
                       Row<std::uint64_t, bool, Digest, std::string, std::string, std::string>>
    kFindOldMembers{
        "SELECT member, siret, subject, identifier_sealed, name_sealed, address_sealed "
        "FROM members WHERE member > ? AND (ASCII(subject) <> ? "
        "OR ASCII(SUBSTRING(identifier_sealed, 2)) <> ? OR ASCII(SUBSTRING(name_sealed, 2)) <> ? "
        "OR (address_sealed <> '' AND ASCII(SUBSTRING(address_sealed, 2)) <> ?)) "
        "ORDER BY member LIMIT ?",
        kKeeper};

inline constexpr Query<Params<Digest, Digest, std::string, std::string, std::string, std::uint64_t,
                              Digest, std::string, std::string, std::string>,
                       Row<>>
    kResealMember{
        "UPDATE members SET "
        "former_subject = CASE WHEN subject = ? THEN former_subject ELSE subject END, "
        "subject = ?, identifier_sealed = ?, name_sealed = ?, address_sealed = ? "
        "WHERE member = ? AND subject = ? AND identifier_sealed = ? AND name_sealed = ? "
        "AND address_sealed = ?",
        kKeeper};

inline constexpr Query<
    Params<std::uint64_t, unsigned, unsigned, unsigned, unsigned>,
    Row<std::uint64_t, std::uint64_t, std::string, std::string, std::string, Digest>>
    kFindOldContacts{
        "SELECT contact, member, type, value_sealed, mask_sealed, destination FROM contacts "
        "WHERE contact > ? AND (ASCII(SUBSTRING(value_sealed, 2)) <> ? "
        "OR ASCII(SUBSTRING(mask_sealed, 2)) <> ? OR ASCII(destination) <> ?) "
        "ORDER BY contact LIMIT ?",
        kKeeper};

inline constexpr Query<
    Params<std::string, std::string, Digest, std::uint64_t, std::string, std::string, Digest>,
    Row<>>
    kResealContact{
        "UPDATE contacts SET value_sealed = ?, mask_sealed = ?, destination = ? "
        "WHERE contact = ? AND value_sealed = ? AND mask_sealed = ? AND destination = ?",
        kKeeper};

// What the last file said of a contact is compared with its row: the two stay under one key.
inline constexpr Query<Params<std::uint64_t>, Row<std::string>> kFindSeen{
    "SELECT seen FROM feed WHERE member = ?", kKeeper};

inline constexpr Query<Params<std::string, std::uint64_t, std::string>, Row<>> kSaveSeen{
    "UPDATE feed SET seen = ? WHERE member = ? AND seen = ?", kKeeper};

// Under a pseudonym that nobody computes any more, wrong codes would be counted for ever.
inline constexpr Query<Params<unsigned>, Row<>> kEndRecoveriesOf{
    "DELETE FROM recoveries WHERE ASCII(subject) = ? AND purge_at IS NULL", kKeeper};

// ---- How many rows need which key: a table in one reading, for all of its columns.
using KeyId = std::optional<unsigned>;
using CountByKey = Query<Params<>, Row<KeyId, std::uint64_t>>;

inline constexpr Query<Params<>, Row<KeyId, KeyId, KeyId, KeyId, KeyId, KeyId, std::uint64_t>>
    kCountMembersByKeys{
        "SELECT ASCII(subject), ASCII(SUBSTRING(identifier_sealed, 2)), "
        "ASCII(SUBSTRING(name_sealed, 2)), ASCII(SUBSTRING(address_sealed, 2)), password_key, "
        "CASE WHEN temporary_expires_at > UTC_TIMESTAMP(6) THEN temporary_key END, COUNT(*) "
        "FROM members GROUP BY 1, 2, 3, 4, 5, 6",
        kKeeper};
inline constexpr Query<Params<>, Row<KeyId, KeyId, KeyId, KeyId, std::uint64_t>>
    kCountContactsByKeys{
        "SELECT ASCII(SUBSTRING(value_sealed, 2)), ASCII(SUBSTRING(mask_sealed, 2)), "
        "ASCII(destination), CASE WHEN code_expires_at > UTC_TIMESTAMP(6) THEN code_key END, "
        "COUNT(*) FROM contacts GROUP BY 1, 2, 3, 4",
        kKeeper};
inline constexpr CountByKey kCountAnswers{
    "SELECT answer_key, COUNT(*) FROM facts GROUP BY answer_key", kKeeper};
inline constexpr CountByKey kCountCodes{
    "SELECT code_key, COUNT(*) FROM recoveries WHERE code_expires_at > UTC_TIMESTAMP(6) "
    "GROUP BY code_key",
    kKeeper};
inline constexpr CountByKey kCountTyped{
    "SELECT typed_key, COUNT(*) FROM journeys GROUP BY typed_key", kKeeper};

}  // namespace portillon::sql
