#pragma once
// The clock, journeys and sessions. A cookie's row and the time come in one round trip: the clock
// is joined, so there is always one line, and its other columns are NULL when the row is not there.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Query<Params<>, Row<Time>> kNow{"SELECT UTC_TIMESTAMP(6)", all_accounts()};

inline constexpr Query<Params<>, Row<std::optional<unsigned>>> kReadSchemaVersion{
    "SELECT MAX(version) FROM schema_version", all_accounts()};

// The oldest program that may serve on it. Before migration 20 there is no such column.
inline constexpr Query<Params<>, Row<std::optional<unsigned>>> kReadOldestServed{
    "SELECT MAX(oldest_served) FROM schema_version", all_accounts()};

// ---- Journeys
inline constexpr Accounts kJourneyReaders =
    accounts("sign_in", "identify", "prove", "channel", "code", "sent", "new_password", "leave");
inline constexpr Accounts kJourneyEnders =
    accounts("sign_in", "identify", "new_password", "contacts", "change_password", "leave");

inline constexpr Query<
    Params<Digest>,
    Row<Time, std::optional<std::uint64_t>, std::optional<std::string>, std::optional<Digest>,
        std::optional<std::uint64_t>, std::optional<std::string>, std::optional<bool>,
        std::optional<bool>, std::optional<std::string>, std::optional<std::uint64_t>,
        std::optional<std::string>, std::optional<Digest>, std::optional<Time>,
        std::optional<Time>>>
    kFindJourney{
        "SELECT UTC_TIMESTAMP(6), j.version, j.stage, j.subject, j.member, j.kind, j.first_access, "
        "j.proven, j.channel, j.message, j.typed_sealed, j.temporary_hash, j.started_at, j.seen_at "
        "FROM (SELECT 1 AS one) AS clock LEFT JOIN journeys AS j ON j.journey = ?",
        kJourneyReaders};

inline constexpr Query<Params<Time, Digest>, Row<>> kTouchJourney{
    "UPDATE journeys SET seen_at = ? WHERE journey = ?", kJourneyReaders};

inline constexpr Query<Params<Digest, std::string, Digest, std::uint64_t, std::string, bool, bool,
                              std::optional<std::string>, std::optional<std::uint64_t>, std::string,
                              std::optional<Digest>, Time, Time>,
                       Row<>>
    kAddJourney{
        "INSERT INTO journeys (journey, version, stage, subject, member, kind, first_access, "
        "proven, channel, message, typed_sealed, temporary_hash, started_at, seen_at) "
        "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        accounts("sign_in", "identify")};

// Whom a journey concerns cannot be changed: only where it stands.
inline constexpr Query<
    Params<std::string, bool, std::optional<std::string>, std::optional<std::uint64_t>, std::string,
           Time, Digest, std::uint64_t>,
    Row<>>
    kSaveJourney{
        "UPDATE journeys SET version = version + 1, stage = ?, proven = ?, channel = ?, "
        "message = ?, typed_sealed = ?, seen_at = ? WHERE journey = ? AND version = ?",
        accounts("prove", "channel", "code")};

inline constexpr Query<Params<Digest>, Row<>> kEndJourney{"DELETE FROM journeys WHERE journey = ?",
                                                          kJourneyEnders};

// By member, not by subject: one that began before a rotation of the index ends as well. Nobody's
// are no member's.
inline constexpr Query<Params<std::uint64_t, Digest, Digest>, Row<>> kEndOtherJourneys{
    "DELETE FROM journeys WHERE member = ? AND member <> 0 AND journey <> ? AND journey <> ?",
    accounts("new_password", "change_password", "account", "not_me", "admin")};

// ---- Sessions
inline constexpr Accounts kSessionReaders = accounts(
    "sign_in", "new_password", "contacts", "account", "change_password", "session", "leave");

// A member who is gone or frozen has no session.
inline constexpr Query<
    Params<Digest>, Row<Time, std::optional<std::uint64_t>, std::optional<std::uint64_t>,
                        std::optional<Digest>, std::optional<std::string>, std::optional<bool>,
                        std::optional<bool>, std::optional<std::string>, std::optional<std::string>,
                        std::optional<Time>, std::optional<Time>, std::optional<Time>>>
    kFindSession{
        "SELECT UTC_TIMESTAMP(6), s.version, s.member, m.subject, m.public_id, "
        "m.contacts_confirmed_at IS NOT NULL, s.password_changed, s.wanted, s.device, "
        "s.authenticated_at, s.started_at, s.seen_at FROM (SELECT 1 AS one) AS clock "
        "LEFT JOIN (sessions AS s JOIN members AS m ON m.member = s.member "
        "AND m.frozen_at IS NULL) ON s.session = ?",
        kSessionReaders};

inline constexpr Query<Params<Time, Digest>, Row<>> kTouchSession{
    "UPDATE sessions SET seen_at = ? WHERE session = ?", kSessionReaders};

inline constexpr Query<
    Params<Digest, std::uint64_t, bool, std::string, std::string, Time, Time, Time>, Row<>>
    kAddSession{
        "INSERT INTO sessions (session, version, member, password_changed, wanted, device, "
        "authenticated_at, started_at, seen_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)",
        accounts("sign_in", "new_password", "contacts", "change_password")};

inline constexpr Query<Params<bool, std::string, Time, Time, Digest, std::uint64_t>, Row<>>
    kSaveSession{
        "UPDATE sessions SET version = version + 1, password_changed = ?, wanted = ?, "
        "authenticated_at = ?, seen_at = ? WHERE session = ? AND version = ?",
        accounts("contacts")};

inline constexpr Query<Params<Digest>, Row<>> kEndSession{
    "DELETE FROM sessions WHERE session = ?",
    accounts("sign_in", "new_password", "contacts", "change_password", "leave")};

inline constexpr Query<Params<Digest, std::uint64_t>, Row<>> kEndOneSession{
    "DELETE FROM sessions WHERE session = ? AND member = ?", accounts("account")};

inline constexpr Query<Params<std::uint64_t, Digest, Digest>, Row<>> kEndOtherSessions{
    "DELETE FROM sessions WHERE member = ? AND session <> ? AND session <> ?",
    accounts("new_password", "change_password", "account", "not_me", "admin")};

inline constexpr Query<Params<std::uint64_t, Time, Time>, Row<Digest, std::string, Time, Time>>
    kFindOpenSessions{
        "SELECT session, device, started_at, seen_at FROM sessions "
        "WHERE member = ? AND started_at > ? AND seen_at > ? ORDER BY started_at",
        accounts("account", "admin")};

}  // namespace portillon::sql
