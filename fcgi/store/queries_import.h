#pragma once
// The import of the caisse's files, by the account "admin": it writes members and contacts, and
// reads of them no more than what tells whether something has changed.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Accounts kImporter = accounts("admin");

// One import at a time, and none while keys are resealed. 1: taken, until the connection ends; 0:
// another one has it. Two seconds: the server may not have noticed yet that the one before ended.
inline constexpr Query<Params<std::string>, Row<std::optional<unsigned>>> kTakeLock{
    "SELECT GET_LOCK(?, 2)", accounts("admin", "keeper")};
inline constexpr std::string_view kImportLock = "portillon_import";

// ---- Members
inline constexpr Query<Params<>, Row<std::optional<std::uint64_t>>> kFindHighestMember{
    "SELECT MAX(member) FROM members", kImporter};

inline constexpr Query<Params<Digest, Digest>, Row<std::uint64_t>> kFindMemberOfFact{
    "SELECT member FROM members WHERE subject IN (?, ?)", kImporter};

inline constexpr Query<Params<Digest, Digest>, Row<std::uint64_t, bool, std::optional<std::string>>>
    kFindFed{
        "SELECT m.member, m.contacts_confirmed_at IS NOT NULL, f.seen FROM members AS m "
        "LEFT JOIN feed AS f ON f.member = m.member WHERE m.subject IN (?, ?)",
        kImporter};

inline constexpr Query<Params<std::uint64_t, Digest, std::string, bool, std::string, std::string,
                              std::string, std::string>,
                       Row<>>
    kAddMember{
        "INSERT INTO members (member, subject, kind, siret, public_id, identifier_sealed, "
        "name_sealed, address_sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        kImporter};

inline constexpr Query<Params<std::string, std::string, std::string, std::uint64_t>, Row<>>
    kChangePerson{
        "UPDATE members SET kind = ?, name_sealed = ?, address_sealed = ?, version = version + 1 "
        "WHERE member = ?",
        kImporter};

inline constexpr Query<Params<std::uint64_t, std::string>, Row<>> kAddFed{
    "INSERT INTO feed (member, seen) VALUES (?, ?)", kImporter};

inline constexpr Query<Params<std::string, std::uint64_t>, Row<>> kSaveFed{
    "UPDATE feed SET seen = ? WHERE member = ?", kImporter};

// ---- Mix
inline constexpr Query<Params<>, Row<bool, std::string, std::uint64_t, std::uint64_t>> kCountKinds{
    "SELECT siret, kind, COUNT(*), COUNT(CASE WHEN activated_at IS NULL THEN 1 END) "
    "FROM members GROUP BY siret, kind",
    kImporter};

inline constexpr Query<Params<unsigned, unsigned, unsigned, unsigned, unsigned, unsigned>, Row<>>
    kSaveMix{
        "UPDATE mix SET exploitant = ?, entreprise = ?, new_particulier = ?, new_exploitant = ?, "
        "new_entreprise = ?, new_siret = ? WHERE id = 1",
        kImporter};

// ---- Contacts
inline constexpr Query<Params<std::uint64_t>,
                       Row<std::uint64_t, std::uint64_t, std::string, Digest>>
    kFindFedContacts{
        "SELECT contact, version, type, destination FROM contacts "
        "WHERE member = ? AND state = 'current'",
        kImporter};

inline constexpr Query<Params<Time, std::uint64_t, std::uint64_t>, Row<>> kEndFedContact{
    "UPDATE contacts SET state = NULL, ended_at = ?, words = '', version = version + 1 "
    "WHERE contact = ? AND version = ?",
    kImporter};

inline constexpr Query<
    Params<std::uint64_t, std::string, Time, std::string, std::string, Digest, std::string>, Row<>>
    kAddFedContact{
        "INSERT INTO contacts (member, type, state, current_since, value_sealed, mask_sealed, "
        "destination, words) VALUES (?, ?, 'current', ?, ?, ?, ?, ?)",
        kImporter};

// ---- Facts
inline constexpr Query<Params<std::uint64_t>, Row<>> kEndVitale{
    "DELETE FROM facts WHERE member = ? AND kind = 'vitale'", kImporter};

// What the key before the last rotation made of the same fact.
inline constexpr Query<Params<std::uint64_t, std::string, Digest, std::chrono::sys_days>, Row<>>
    kEndFact{"DELETE FROM facts WHERE member = ? AND kind = ? AND answer = ? AND dated = ?",
             kImporter};

// A fact that is there already stays as it is.
inline constexpr Query<Params<std::uint64_t, std::string, Digest, std::chrono::sys_days>, Row<>>
    kAddFact{"INSERT IGNORE INTO facts (member, kind, answer, dated) VALUES (?, ?, ?, ?)",
             kImporter};

}  // namespace portillon::sql
