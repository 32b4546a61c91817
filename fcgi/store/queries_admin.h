#pragma once
// The `portillon` command. Deleting what has expired goes oldest first and a bounded number at a
// time: each walks an index on the expiry, so it costs by what expires and holds few locks.

#include "store/query.h"

namespace portillon::sql {

// One sysadmin at a time changes the schema. 1: the lock is ours; it ends with the connection.
inline constexpr Query<Params<>, Row<std::optional<unsigned>>> kHoldSchema{
    "SELECT GET_LOCK('portillon_migrate', 60)", accounts("admin")};

// ---- An agent on the telephone: whose message, and is the access frozen already?
inline constexpr Query<Params<std::string, Time>, Row<Digest, std::uint64_t, bool>> kFindReferenced{
    "SELECT DISTINCT o.subject, o.member, m.frozen_at IS NOT NULL FROM outbox AS o "
    "JOIN members AS m ON m.member = o.member WHERE o.reference = ? AND o.queued_at > ? LIMIT 2",
    accounts("admin")};

inline constexpr Query<Params<Digest, Digest>, Row<std::uint64_t, bool>> kFindFrozen{
    "SELECT member, frozen_at IS NOT NULL FROM members WHERE subject IN (?, ?)", accounts("admin")};

using Purge = Query<Params<Time, unsigned>, Row<>>;
inline constexpr Accounts kPurger = accounts("admin");

inline constexpr Purge kPurgeJourneys{
    "DELETE FROM journeys WHERE started_at <= ? ORDER BY started_at LIMIT ?", kPurger};
inline constexpr Purge kPurgeSessions{
    "DELETE FROM sessions WHERE started_at <= ? ORDER BY started_at LIMIT ?", kPurger};
inline constexpr Purge kPurgeOutbox{
    "DELETE FROM outbox WHERE purge_at <= ? ORDER BY purge_at LIMIT ?", kPurger};
inline constexpr Purge kPurgeProviders{
    "DELETE FROM providers WHERE seen_at <= ? ORDER BY seen_at LIMIT ?", kPurger};
inline constexpr Purge kPurgeAllowances{
    "DELETE FROM allowances WHERE ends_at <= ? ORDER BY ends_at LIMIT ?", kPurger};
inline constexpr Purge kPurgeRecoveries{
    "DELETE FROM recoveries WHERE purge_at <= ? ORDER BY purge_at LIMIT ?", kPurger};
inline constexpr Purge kPurgeSignIns{
    "DELETE FROM sign_ins WHERE purge_at <= ? ORDER BY purge_at LIMIT ?", kPurger};
inline constexpr Purge kPurgeContacts{
    "DELETE FROM contacts WHERE ended_at <= ? ORDER BY ended_at LIMIT ?", kPurger};
inline constexpr Query<Params<std::string, std::chrono::sys_days, unsigned>, Row<>> kPurgeFacts{
    "DELETE FROM facts WHERE kind = ? AND dated < ? ORDER BY dated LIMIT ?", kPurger};

}  // namespace portillon::sql
