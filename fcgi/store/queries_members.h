#pragma once
// Members, their contacts and facts, as the pages ask and change them.
//
// Whether a number is a member's is asked for a line that is always there: a stranger's holds
// member 0 and empty values. Fetching and reading a line takes what an observer could measure.

#include "store/query.h"

namespace portillon::sql {

// By subject: under the index key in use or the one before it, see Lookup.
inline constexpr Query<Params<Digest, Digest>, Row<std::uint64_t, std::string, bool>> kFindEntry{
    "SELECT COALESCE(m.member, 0), COALESCE(m.kind, 'particulier'), m.activated_at IS NULL "
    "FROM (SELECT 1 AS one) AS always LEFT JOIN members AS m ON m.subject IN (?, ?)",
    accounts("identify")};

inline constexpr Query<Params<>, Row<unsigned, unsigned, unsigned, unsigned, unsigned, unsigned>>
    kFindMix{
        "SELECT exploitant, entreprise, new_particulier, new_exploitant, new_entreprise, new_siret "
        "FROM mix WHERE id = 1",
        accounts("identify", "admin")};

// Of a frozen member's temporary passwords only the letter's is one.
inline constexpr Query<
    Params<Digest, Digest>,
    Row<std::uint64_t, std::uint64_t, std::string, std::string, std::optional<Digest>,
        std::optional<std::string>, std::optional<Time>, unsigned, bool, bool>>
    kFindCredentials{
        "SELECT COALESCE(m.member, 0), COALESCE(m.version, 0), COALESCE(m.public_id, ''), "
        "COALESCE(m.password, ''), "
        "CASE WHEN m.frozen_at IS NULL OR m.temporary_channel = 'letter' THEN m.temporary_hash "
        "END, "
        "m.temporary_channel, m.temporary_expires_at, COALESCE(m.temporary_wrong, 0), "
        "m.contacts_confirmed_at IS NOT NULL, m.frozen_at IS NOT NULL "
        "FROM (SELECT 1 AS one) AS always LEFT JOIN members AS m ON m.subject IN (?, ?)",
        accounts("sign_in")};

// The same of whom a session names.
inline constexpr Query<
    Params<std::uint64_t>,
    Row<std::uint64_t, std::uint64_t, std::string, std::string, std::optional<Digest>,
        std::optional<std::string>, std::optional<Time>, unsigned, bool, bool>>
    kFindCredentialsOf{
        "SELECT member, version, public_id, password, "
        "CASE WHEN frozen_at IS NULL OR temporary_channel = 'letter' THEN temporary_hash END, "
        "temporary_channel, temporary_expires_at, temporary_wrong, "
        "contacts_confirmed_at IS NOT NULL, frozen_at IS NOT NULL FROM members WHERE member = ?",
        accounts("new_password", "contacts", "change_password")};

inline constexpr Query<Params<std::uint64_t>, Row<std::string, std::string>> kFindIdentity{
    "SELECT identifier_sealed, name_sealed FROM members WHERE member = ?",
    accounts("new_password", "change_password")};

inline constexpr Query<Params<std::uint64_t, std::string, Digest, Digest, std::chrono::sys_days>,
                       Row<std::uint64_t>>
    kFindFact{
        "SELECT member FROM facts WHERE member = ? AND kind = ? AND answer IN (?, ?) "
        "AND dated >= ? LIMIT 1",
        accounts("prove")};

// ---- Passwords
// And with it the language of notices: whoever can choose it is the member, as far as anybody can
// tell. The server's own time, taken under the row's lock: a temporary password that was asked for
// before this moment is dead, however late it is minted.
inline constexpr Query<Params<std::string, std::string, std::uint64_t, std::uint64_t>, Row<>>
    kSetPassword{
        "UPDATE members SET password = ?, language = ?, temporary_hash = NULL, temporary_channel = "
        "NULL, "
        "temporary_expires_at = NULL, temporary_wrong = 0, "
        "activated_at = COALESCE(activated_at, UTC_TIMESTAMP(6)), "
        "password_changed_at = UTC_TIMESTAMP(6), version = version + 1 "
        "WHERE member = ? AND version = ? AND frozen_at IS NULL",
        accounts("new_password", "change_password")};

// Ends a freeze; the only other one is kUnfreeze, of two operators.
inline constexpr Query<Params<std::string, std::string, std::uint64_t, std::uint64_t>, Row<>>
    kSetPasswordAndUnfreeze{
        "UPDATE members SET password = ?, language = ?, temporary_hash = NULL, temporary_channel = "
        "NULL, "
        "temporary_expires_at = NULL, temporary_wrong = 0, frozen_at = NULL, "
        "activated_at = COALESCE(activated_at, UTC_TIMESTAMP(6)), "
        "password_changed_at = UTC_TIMESTAMP(6), version = version + 1 "
        "WHERE member = ? AND version = ? AND frozen_at IS NOT NULL",
        accounts("new_password")};

// Whatever version: a freeze loses no race. The contacts are confirmed anew, for a thief may have
// put in his own.
inline constexpr Query<Params<std::uint64_t>, Row<>> kFreeze{
    "UPDATE members SET frozen_at = UTC_TIMESTAMP(6), temporary_hash = NULL, "
    "temporary_channel = NULL, temporary_expires_at = NULL, temporary_wrong = 0, "
    "contacts_confirmed_at = NULL, version = version + 1 WHERE member = ? AND frozen_at IS NULL",
    accounts("not_me", "admin")};

inline constexpr Query<Params<std::string, std::uint64_t, std::uint64_t>, Row<>> kRehash{
    "UPDATE members SET password = ?, version = version + 1 WHERE member = ? AND version = ?",
    accounts("sign_in")};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<>> kUseTemporary{
    "UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, "
    "temporary_expires_at = NULL, temporary_wrong = 0, "
    "version = version + 1 WHERE member = ? AND version = ? AND temporary_hash IS NOT NULL "
    "AND (frozen_at IS NULL OR temporary_channel = 'letter')",
    accounts("sign_in")};

inline constexpr Query<Params<unsigned, std::uint64_t, std::uint64_t>, Row<>> kCountWrongTemporary{
    "UPDATE members SET "
    "temporary_hash = CASE WHEN temporary_wrong + 1 >= ? THEN NULL ELSE temporary_hash END, "
    "temporary_wrong = temporary_wrong + 1, version = version + 1 "
    "WHERE member = ? AND version = ? AND temporary_hash IS NOT NULL",
    accounts("sign_in")};

// Holds the row until the session that it opens is stored: a password change waits, or has won. The
// nodes of a cluster see each other's changes, not each other's locks: so it is a change.
inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<>> kHoldMember{
    "UPDATE members SET version = version + 1 "
    "WHERE member = ? AND version = ? AND frozen_at IS NULL",
    accounts("sign_in", "contacts")};

inline constexpr Query<Params<Time, std::uint64_t>, Row<>> kConfirmContacts{
    "UPDATE members SET contacts_confirmed_at = ? WHERE member = ?", accounts("contacts")};

// ---- Contacts
inline constexpr Query<
    Params<std::uint64_t>,
    Row<std::uint64_t, std::uint64_t, std::string, std::string, std::string, Digest, std::uint64_t,
        std::optional<Digest>, std::optional<Time>, unsigned>>
    kFindContacts{
        "SELECT contact, version, type, state, mask_sealed, destination, message, code_hash, "
        "code_expires_at, code_wrong FROM contacts "
        "WHERE member = ? AND state IN ('current', 'pending') ORDER BY contact",
        accounts("contacts")};

// For showing where a message would go: no code of a pending contact.
inline constexpr Query<Params<std::uint64_t>, Row<std::uint64_t, std::uint64_t, std::string,
                                                  std::string, std::string, Digest>>
    kFindMasks{
        "SELECT contact, version, type, state, mask_sealed, destination FROM contacts "
        "WHERE member = ? AND state IN ('current', 'pending') ORDER BY contact",
        accounts("channel", "account", "admin")};

// What a password must not be built on.
inline constexpr Query<Params<std::uint64_t>, Row<std::string>> kFindContactWords{
    "SELECT words FROM contacts WHERE member = ? AND state IN ('current', 'pending')",
    accounts("new_password", "change_password")};

inline constexpr Query<Params<Time, std::uint64_t, std::string, std::string>, Row<>> kEndContact{
    "UPDATE contacts SET state = NULL, ended_at = ?, words = '', version = version + 1 "
    "WHERE member = ? AND type = ? AND state = ?",
    accounts("contacts", "admin")};

inline constexpr Query<
    Params<std::uint64_t, std::string, std::string, std::optional<Time>, std::string, std::string,
           Digest, std::uint64_t, std::optional<Time>, std::string>,
    Row<>>
    kAddContact{
        "INSERT INTO contacts (member, type, state, current_since, value_sealed, mask_sealed, "
        "destination, message, code_expires_at, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        accounts("contacts", "admin")};

inline constexpr Query<Params<std::uint64_t, std::uint64_t, std::uint64_t>, Row<std::string>>
    kHoldPending{
        "SELECT type FROM contacts WHERE contact = ? AND member = ? AND version = ? "
        "AND state = 'pending' FOR UPDATE",
        accounts("contacts")};

inline constexpr Query<Params<Time, std::uint64_t>, Row<>> kPromoteContact{
    "UPDATE contacts SET state = 'current', current_since = ?, message = 0, code_hash = NULL, "
    "code_expires_at = NULL, code_wrong = 0, version = version + 1 WHERE contact = ?",
    accounts("contacts")};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<>> kCountWrongContactCode{
    "UPDATE contacts SET code_wrong = code_wrong + 1, version = version + 1 "
    "WHERE contact = ? AND version = ? AND state = 'pending'",
    accounts("contacts")};

inline constexpr Query<Params<std::uint64_t, Time, std::uint64_t, std::uint64_t>, Row<>>
    kRenewContactCode{
        "UPDATE contacts SET message = ?, code_hash = NULL, code_wrong = 0, code_expires_at = ?, "
        "version = version + 1 WHERE contact = ? AND version = ? AND state = 'pending'",
        accounts("contacts")};

inline constexpr Query<Params<Time, std::uint64_t, std::uint64_t>, Row<>> kDropContact{
    "UPDATE contacts SET state = NULL, ended_at = ?, words = '', version = version + 1 "
    "WHERE contact = ? AND version = ? AND state = 'pending'",
    accounts("contacts")};

inline constexpr Query<Params<Time, std::uint64_t>, Row<>> kEndPendings{
    "UPDATE contacts SET state = NULL, ended_at = ?, words = '', version = version + 1 "
    "WHERE member = ? AND state = 'pending'",
    accounts("not_me", "admin")};

// Who is told of a change: what is current, what ended at this very moment, and the one named.
inline constexpr Query<Params<std::uint64_t, Time, std::uint64_t>,
                       Row<std::uint64_t, std::string, Time>>
    kFindNotified{
        "SELECT contact, type, current_since FROM contacts WHERE member = ? AND type IN ('email', "
        "'mobile') "
        "AND current_since IS NOT NULL AND (state = 'current' OR ended_at = ? OR contact = ?) "
        "ORDER BY contact",
        accounts("new_password", "contacts", "change_password", "admin")};

}  // namespace portillon::sql
