#pragma once
// What is remembered about a subject, and counters that many share.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Query<Params<Digest>, Row<std::uint64_t, unsigned, std::optional<Time>,
                                           std::optional<Digest>, std::optional<std::uint64_t>,
                                           std::optional<Digest>, std::optional<Time>, unsigned>>
    kFindRecovery{
        "SELECT version, wrong_in_a_row, proof_failed_at, code_journey, code_message, code_hash, "
        "code_expires_at, code_wrong FROM recoveries WHERE subject = ?",
        accounts("prove", "channel", "code", "sent", "admin")};

// What was queued for a subject, for the limits on codes and letters; and whether the member never
// had it.
inline constexpr Query<Params<Digest, Time>, Row<std::string, std::string, Time, bool>> kFindSent{
    "SELECT kind, channel, queued_at, reason IN ('npai', 'print_failed') FROM outbox "
    "WHERE subject = ? AND kind IN ('code', 'temporary', 'recovery_tried') AND queued_at > ? "
    "ORDER BY queued_at",
    accounts("prove", "channel", "code", "sent", "admin")};

inline constexpr Query<Params<Digest, unsigned, std::optional<Time>, std::optional<Digest>,
                              std::optional<std::uint64_t>, std::optional<Digest>,
                              std::optional<Time>, unsigned, std::optional<Time>>,
                       Row<>>
    kAddRecovery{
        "INSERT INTO recoveries (subject, version, wrong_in_a_row, proof_failed_at, code_journey, "
        "code_message, code_hash, code_expires_at, code_wrong, purge_at) "
        "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
        accounts("prove", "channel", "code", "admin")};

inline constexpr Query<
    Params<unsigned, std::optional<Time>, std::optional<Digest>, std::optional<std::uint64_t>,
           std::optional<Digest>, std::optional<Time>, unsigned, std::optional<Time>, Digest,
           std::uint64_t>,
    Row<>>
    kSaveRecovery{
        "UPDATE recoveries SET version = version + 1, wrong_in_a_row = ?, proof_failed_at = ?, "
        "code_journey = ?, code_message = ?, code_hash = ?, code_expires_at = ?, code_wrong = ?, "
        "purge_at = ? WHERE subject = ? AND version = ?",
        accounts("prove", "channel", "code", "admin")};

inline constexpr Query<Params<Time, Digest>, Row<>> kForgiveProof{
    "UPDATE recoveries SET version = version + 1, proof_failed_at = NULL, wrong_in_a_row = 0, "
    "purge_at = ? WHERE subject = ?",
    accounts("sign_in")};

inline constexpr Query<Params<Digest>, Row<>> kEndCode{
    "UPDATE recoveries SET version = version + 1, code_journey = NULL, code_message = NULL, "
    "code_hash = NULL, code_expires_at = NULL, code_wrong = 0 WHERE subject = ?",
    accounts("new_password", "change_password", "account", "not_me", "admin")};

// ---- Failed sign-ins
inline constexpr Accounts kPasswordAskers = accounts("sign_in", "contacts", "change_password");

inline constexpr Query<Params<Digest>, Row<std::uint64_t, unsigned, Time, unsigned, Time>>
    kFindSignIns{
        "SELECT version, failures, last_failure_at, failures_today, day_started_at FROM sign_ins "
        "WHERE subject = ?",
        kPasswordAskers};

inline constexpr Query<Params<Digest, unsigned, Time, unsigned, Time, Time>, Row<>> kAddSignIns{
    "INSERT INTO sign_ins (subject, version, failures, last_failure_at, failures_today, "
    "day_started_at, purge_at) VALUES (?, 1, ?, ?, ?, ?, ?)",
    kPasswordAskers};

inline constexpr Query<Params<unsigned, Time, unsigned, Time, Time, Digest, std::uint64_t>, Row<>>
    kSaveSignIns{
        "UPDATE sign_ins SET version = version + 1, failures = ?, last_failure_at = ?, "
        "failures_today = ?, day_started_at = ?, purge_at = ? WHERE subject = ? AND version = ?",
        kPasswordAskers};

// ---- Allowances. A use is taken by one of three statements, tried in this order.
inline constexpr Accounts kSpenders = accounts("identify", "code", "contacts", "not_me", "courier");

inline constexpr Query<Params<Digest, Time>, Row<unsigned, Time>> kFindLevel{
    "SELECT used, ends_at FROM allowances WHERE bucket = ? AND ends_at > ?",
    accounts("identify", "channel", "code", "contacts", "not_me", "courier")};

inline constexpr Query<Params<Digest, Time, unsigned>, Row<>> kSpendInWindow{
    "UPDATE allowances SET used = used + 1 WHERE bucket = ? AND ends_at > ? AND used < ?",
    kSpenders};

inline constexpr Query<Params<Time, Digest, Time>, Row<>> kSpendInNewWindow{
    "UPDATE allowances SET used = 1, ends_at = ? WHERE bucket = ? AND ends_at <= ?", kSpenders};

inline constexpr Query<Params<Digest, Time>, Row<>> kSpendFirst{
    "INSERT INTO allowances (bucket, used, ends_at) VALUES (?, 1, ?)", kSpenders};

}  // namespace portillon::sql
