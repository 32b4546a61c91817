#pragma once
// The right of access: the account "export", of `portillon export` alone, reads all that is held
// about one member and changes nothing. Of passwords, codes and answers it reads that they are
// there.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Accounts kExporter = accounts("export");

inline constexpr Query<
    Params<std::uint64_t>,
    Row<Digest, std::optional<Digest>, std::string, std::string, bool, std::optional<Time>, bool,
        std::optional<Time>, std::optional<std::string>, std::optional<Time>, unsigned,
        std::optional<Time>, std::optional<Time>, std::optional<std::string>, std::string,
        std::string, std::string>>
    kExportMember{
        "SELECT subject, former_subject, kind, public_id, siret, activated_at, "
        "password_key IS NOT NULL, password_changed_at, temporary_channel, temporary_expires_at, "
        "temporary_wrong, contacts_confirmed_at, frozen_at, language, identifier_sealed, "
        "name_sealed, "
        "address_sealed FROM members WHERE member = ?",
        kExporter};

inline constexpr Query<Params<std::uint64_t>,
                       Row<std::string, std::optional<std::string>, std::optional<Time>,
                           std::optional<Time>, std::optional<Time>, unsigned, std::string>>
    kExportContacts{
        "SELECT type, state, current_since, ended_at, code_expires_at, code_wrong, value_sealed "
        "FROM contacts WHERE member = ? ORDER BY contact",
        kExporter};

inline constexpr Query<Params<std::uint64_t>, Row<std::string, std::string>> kExportFacts{
    "SELECT kind, CAST(dated AS CHAR) FROM facts WHERE member = ? ORDER BY kind, dated", kExporter};

inline constexpr Query<Params<std::uint64_t>,
                       Row<std::string, std::string, std::string, Time, Time>>
    kExportJourneys{
        "SELECT stage, kind, COALESCE(channel, ''), started_at, seen_at FROM journeys "
        "WHERE member = ? ORDER BY started_at",
        kExporter};

inline constexpr Query<Params<std::uint64_t>, Row<std::string, Time, Time, Time>> kExportSessions{
    "SELECT device, started_at, authenticated_at, seen_at FROM sessions WHERE member = ? "
    "ORDER BY started_at",
    kExporter};

inline constexpr Query<Params<Digest, Digest, std::uint64_t>,
                       Row<std::string, std::string, std::string, std::string, Time,
                           std::optional<Time>, std::optional<std::string>, std::optional<Time>,
                           std::string, std::string, Time, std::string>>
    kExportMessages{
        "SELECT kind, channel, state, reference, queued_at, handed_over_at, settled_as, "
        "settled_at, provider, reason, purge_at, language FROM outbox WHERE subject IN (?, ?) AND "
        "member = ? "
        "ORDER BY queued_at",
        kExporter};

inline constexpr Query<Params<Digest, Digest>,
                       Row<unsigned, std::optional<Time>, std::optional<Time>, unsigned>>
    kExportRecovery{
        "SELECT wrong_in_a_row, proof_failed_at, code_expires_at, code_wrong FROM recoveries "
        "WHERE subject IN (?, ?)",
        kExporter};

inline constexpr Query<Params<Digest, Digest>, Row<unsigned, Time, unsigned, Time>> kExportSignIns{
    "SELECT failures, last_failure_at, failures_today, purge_at FROM sign_ins "
    "WHERE subject IN (?, ?)",
    kExporter};

inline constexpr Query<Params<std::uint64_t>, Row<std::string, std::string, Time, Time>>
    kExportRequests{
        "SELECT act, detail, requested_at, expires_at FROM member_requests WHERE member = ? "
        "ORDER BY requested_at",
        kExporter};

// Where the command wrote, the device is an operator's name, which is not the member's.
inline constexpr Query<Params<Digest, Digest, std::uint64_t, unsigned>,
                       Row<std::uint64_t, Time, std::string, std::string, std::string, std::string>>
    kExportEvents{
        "SELECT id, at, event, CASE WHEN page = 'admin' THEN '' ELSE device END, page, "
        "CASE WHEN page = 'admin' THEN '' ELSE detail END FROM audit "
        "WHERE subject IN (?, ?) AND id > ? ORDER BY id LIMIT ?",
        kExporter};

}  // namespace portillon::sql
