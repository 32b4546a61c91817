#pragma once
// What an agent asks and does for one member (admin/member_*.h), by the account "admin". Nothing
// here reads a password, a code, an answer or a contact's value.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Accounts kDesk = accounts("admin");

inline constexpr Query<Params<std::uint64_t>,
                       Row<std::string, std::optional<Time>, std::optional<Time>,
                           std::optional<Time>, std::optional<Time>, std::optional<std::string>,
                           std::optional<Time>, std::optional<std::string>>>
    kShowMember{
        "SELECT kind, activated_at, password_changed_at, contacts_confirmed_at, frozen_at, "
        "temporary_channel, temporary_expires_at, language FROM members WHERE member = ?",
        kDesk};

// Under the index key in use and the one before it.
inline constexpr Query<Params<std::uint64_t>, Row<Digest, std::optional<Digest>>> kFindSubjects{
    "SELECT subject, former_subject FROM members WHERE member = ?", kDesk};

inline constexpr Query<
    Params<Digest, std::uint64_t, Time>,
    Row<std::string, std::string, std::string, std::string, Time, std::optional<Time>, std::string>>
    kShowMessages{
        "SELECT kind, channel, state, reference, queued_at, handed_over_at, reason FROM outbox "
        "WHERE subject = ? AND member = ? AND queued_at > ? ORDER BY queued_at DESC",
        kDesk};

// ---- What waits for a second operator
using RequestRow = Row<std::uint64_t, std::uint64_t, std::string, std::string,
                       std::optional<Digest>, std::string, Time, Time, Digest>;

inline constexpr Query<Params<std::uint64_t, Time>, RequestRow> kFindRequest{
    "SELECT request, member, act, detail, destination, requested_by, requested_at, expires_at, mac "
    "FROM member_requests WHERE request = ? AND expires_at > ?",
    kDesk};

inline constexpr Query<Params<Time>, RequestRow> kListRequests{
    "SELECT request, member, act, detail, destination, requested_by, requested_at, expires_at, mac "
    "FROM member_requests WHERE expires_at > ? ORDER BY requested_at",
    kDesk};

inline constexpr Query<Params<std::uint64_t, std::uint64_t, std::string, std::string,
                              std::optional<Digest>, std::string, Time, Time, Digest>,
                       Row<>>
    kAddRequest{
        "INSERT INTO member_requests (request, member, act, detail, destination, requested_by, "
        "requested_at, expires_at, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        kDesk};

// An earlier one of the same kind makes room.
inline constexpr Query<Params<std::uint64_t, std::string, std::string>, Row<>> kReplaceRequest{
    "DELETE FROM member_requests WHERE member = ? AND act = ? AND detail = ?", kDesk};

inline constexpr Query<Params<std::uint64_t>, Row<>> kTakeRequest{
    "DELETE FROM member_requests WHERE request = ?", kDesk};

inline constexpr Query<Params<Time, unsigned>, Row<>> kPurgeRequests{
    "DELETE FROM member_requests WHERE expires_at <= ? ORDER BY expires_at LIMIT ?", kDesk};

// The password of before the freeze may be a thief's: whoever gets in takes a code, and chooses
// one.
inline constexpr Query<Params<std::uint64_t>, Row<>> kUnfreeze{
    "UPDATE members SET frozen_at = NULL, password = '', temporary_hash = NULL, "
    "temporary_channel = NULL, temporary_expires_at = NULL, temporary_wrong = 0, "
    "version = version + 1 WHERE member = ? AND frozen_at IS NOT NULL",
    kDesk};

// What an erasure would take away.
inline constexpr Query<Params<std::uint64_t>, Row<std::uint64_t, std::uint64_t, std::uint64_t,
                                                  std::uint64_t, std::uint64_t, std::uint64_t>>
    kCountHeld{
        "SELECT (SELECT COUNT(*) FROM contacts AS c WHERE c.member = m.member), "
        "(SELECT COUNT(*) FROM facts AS f WHERE f.member = m.member), "
        "(SELECT COUNT(*) FROM journeys AS j WHERE j.member = m.member), "
        "(SELECT COUNT(*) FROM sessions AS s WHERE s.member = m.member), "
        "(SELECT COUNT(*) FROM outbox AS o WHERE o.member = m.member "
        "AND o.subject IN (m.subject, m.former_subject)), "
        "(SELECT COUNT(*) FROM audit AS a WHERE a.subject IN (m.subject, m.former_subject)) "
        "FROM members AS m WHERE m.member = ?",
        kDesk};

// ---- Erasure: everything but the audit trail, which holds a pseudonym and no more. By member, see
// Removal in queries_import.h.
using ForgetSubject = Query<Params<Digest>, Row<>>;

inline constexpr Query<Params<std::uint64_t>, Row<>> kForgetRequests{
    "DELETE FROM member_requests WHERE member = ?", kDesk};
inline constexpr ForgetSubject kForgetRecovery{"DELETE FROM recoveries WHERE subject = ?", kDesk};
inline constexpr ForgetSubject kForgetSignIns{"DELETE FROM sign_ins WHERE subject = ?", kDesk};
inline constexpr Query<Params<Digest, std::uint64_t>, Row<>> kForgetMessages{
    "DELETE FROM outbox WHERE subject = ? AND member = ?", kDesk};

}  // namespace portillon::sql
