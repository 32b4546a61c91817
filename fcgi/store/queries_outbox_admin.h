#pragma once
// The outbox as the sysadmin's command sees it: never whose a message is, nor where it goes.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Query<Params<>, Row<std::string, std::string, std::string, std::uint64_t, Time>>
    kCountOutbox{
        "SELECT channel, kind, state, COUNT(*), MIN(queued_at) FROM outbox "
        "GROUP BY channel, kind, state ORDER BY channel, kind, state",
        accounts("admin")};

inline constexpr Query<Params<Time>,
                       Row<std::string, std::string, Time, bool, unsigned, std::uint64_t,
                           std::uint64_t, std::optional<Time>, std::optional<Time>, std::string>>
    kFindProviders{
        "SELECT name, channel, seen_at, down, failures, accepted, failed, accepted_at, failed_at, "
        "reason FROM providers WHERE seen_at > ? ORDER BY channel, name, courier",
        accounts("admin")};

using ShownMessageRow =
    Row<std::uint64_t, Digest, std::string, std::string, std::string, Time, std::optional<Time>,
        unsigned, unsigned, std::string, std::string, std::string, std::optional<Time>,
        std::optional<std::string>, std::optional<Time>, std::string>;

inline constexpr Query<Params<std::uint64_t>, ShownMessageRow> kShowByNumber{
    "SELECT message, subject, kind, channel, state, queued_at, due_at, tries, crashes, reference, "
    "provider, provider_id, handed_over_at, settled_as, settled_at, reason FROM outbox "
    "WHERE message = ?",
    accounts("admin")};

inline constexpr Query<Params<std::string>, ShownMessageRow> kShowByReference{
    "SELECT message, subject, kind, channel, state, queued_at, due_at, tries, crashes, reference, "
    "provider, provider_id, handed_over_at, settled_as, settled_at, reason FROM outbox "
    "WHERE reference = ? ORDER BY queued_at",
    accounts("admin")};

inline constexpr Query<Params<Time, unsigned>, ShownMessageRow> kShowFailed{
    "SELECT message, subject, kind, channel, state, queued_at, due_at, tries, crashes, reference, "
    "provider, provider_id, handed_over_at, settled_as, settled_at, reason FROM outbox "
    "WHERE state = 'failed' AND queued_at > ? ORDER BY queued_at DESC LIMIT ?",
    accounts("admin")};

// By the index of claims: nearly all that is kept is done with.
inline constexpr Query<Params<Time, unsigned>, ShownMessageRow> kShowWaiting{
    "SELECT message, subject, kind, channel, state, queued_at, due_at, tries, crashes, reference, "
    "provider, provider_id, handed_over_at, settled_as, settled_at, reason FROM outbox "
    "WHERE priority IN (0, 1, 2) AND channel IN ('sms', 'email', 'letter') "
    "AND due_at IS NOT NULL AND queued_at < ? ORDER BY queued_at LIMIT ?",
    accounts("admin")};

inline constexpr Query<Params<Time, unsigned>, ShownMessageRow> kShowCanaries{
    "SELECT message, subject, kind, channel, state, queued_at, due_at, tries, crashes, reference, "
    "provider, provider_id, handed_over_at, settled_as, settled_at, reason FROM outbox "
    "WHERE kind = 'canary' AND queued_at > ? ORDER BY queued_at DESC LIMIT ?",
    accounts("admin")};

// Not what is in a courier's hands. Whoever claimed it before has an older lease, and writes
// nothing any more once another one has claimed it.
inline constexpr Query<Params<std::uint64_t>, Row<>> kRetryMessage{
    "UPDATE outbox SET state = 'queued', due_at = UTC_TIMESTAMP(6), crashes = 0, reason = '', "
    "settled_as = NULL, settled_at = NULL "
    "WHERE message = ? AND state IN ('queued', 'failed', 'dropped')",
    accounts("admin")};

inline constexpr Query<Params<std::uint64_t>, Row<>> kDropMessage{
    "UPDATE outbox SET state = 'dropped', due_at = NULL, reason = 'operator' "
    "WHERE message = ? AND due_at IS NOT NULL",
    accounts("admin")};

}  // namespace portillon::sql
