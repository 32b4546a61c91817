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
// New ones are numbered on from both.
inline constexpr Query<Params<>, Row<std::optional<std::uint64_t>>> kFindHighestMember{
    "SELECT MAX(member) FROM members", kImporter};
inline constexpr Query<Params<>, Row<std::uint64_t>> kFindHighestRemoved{
    "SELECT highest FROM numbering WHERE id = 1", kImporter};

inline constexpr BulkQuery<Params<Digest>, Row<std::uint64_t, Digest>> kFindMembersOf{
    "SELECT member, subject FROM members WHERE subject IN (?)", kImporter};

inline constexpr BulkQuery<Params<Digest>,
                           Row<std::uint64_t, Digest, bool, std::optional<std::string>>>
    kFindFed{
        "SELECT m.member, m.subject, m.contacts_confirmed_at IS NOT NULL, f.seen "
        "FROM members AS m LEFT JOIN feed AS f ON f.member = m.member WHERE m.subject IN (?)",
        kImporter};

// Whoever confirms contacts waits, or has done it: also on another node of a cluster, where only a
// change of the row is seen.
inline constexpr Query<Params<std::uint64_t>, Row<>> kMoveFedOn{
    "UPDATE members SET version = version + 1 WHERE member = ?", kImporter};
inline constexpr Query<Params<std::uint64_t>, Row<bool>> kHoldFed{
    "SELECT contacts_confirmed_at IS NOT NULL FROM members WHERE member = ? FOR UPDATE", kImporter};

inline constexpr BulkQuery<Params<std::uint64_t, Digest, std::string, bool, std::string,
                                  std::string, std::string, std::string>,
                           Row<>>
    kAddMembers{
        "INSERT INTO members (member, subject, kind, siret, public_id, identifier_sealed, "
        "name_sealed, address_sealed) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        kImporter};

inline constexpr Query<Params<std::string, std::string, std::string, std::uint64_t>, Row<>>
    kChangePerson{
        "UPDATE members SET kind = ?, name_sealed = ?, address_sealed = ?, version = version + 1 "
        "WHERE member = ?",
        kImporter};

inline constexpr BulkQuery<Params<std::uint64_t, std::string>, Row<>> kAddFeds{
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

inline constexpr BulkQuery<
    Params<std::uint64_t, std::string, Time, std::string, std::string, Digest, std::string>, Row<>>
    kAddFedContacts{
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
inline constexpr BulkQuery<Params<std::uint64_t, std::string, Digest, std::chrono::sys_days>, Row<>>
    kAddFacts{"INSERT IGNORE INTO facts (member, kind, answer, dated) VALUES (?, ?, ?, ?)",
              kImporter};

// ---- Removal
inline constexpr Query<Params<std::uint64_t, unsigned>, Row<std::uint64_t>> kWalkMembers{
    "SELECT member FROM members WHERE member > ? ORDER BY member LIMIT ?", kImporter};

inline constexpr BulkQuery<Params<std::uint64_t>, Row<std::uint64_t, Digest, std::optional<Digest>>>
    kHoldLeavers{
        "SELECT member, subject, former_subject FROM members WHERE member IN (?) FOR UPDATE",
        kImporter};

using ByMember = BulkQuery<Params<std::uint64_t>, Row<>>;
inline constexpr ByMember kRemoveMembers{"DELETE FROM members WHERE member IN (?)", kImporter};
inline constexpr ByMember kRemoveSessions{"DELETE FROM sessions WHERE member IN (?)", kImporter};
inline constexpr ByMember kRemoveJourneys{"DELETE FROM journeys WHERE member IN (?)", kImporter};
inline constexpr ByMember kRemoveContacts{"DELETE FROM contacts WHERE member IN (?)", kImporter};
inline constexpr ByMember kRemoveFacts{"DELETE FROM facts WHERE member IN (?)", kImporter};
inline constexpr ByMember kRemoveFeds{"DELETE FROM feed WHERE member IN (?)", kImporter};

// From now on nobody's, as a stranger's messages are: they run their course and reach nobody.
inline constexpr BulkQuery<Params<Digest>, Row<>> kDisownMessages{
    "UPDATE outbox SET member = 0 WHERE subject IN (?)", kImporter};

inline constexpr Query<Params<std::uint64_t>, Row<>> kNoteRemoved{
    "UPDATE numbering SET highest = GREATEST(highest, ?) WHERE id = 1", kImporter};

}  // namespace portillon::sql
