#pragma once
// What the page `health` counts over the whole installation. Asked every few seconds for ever, so
// each stays on an index and reads what it counts, not the table (tests/store/overview_test.cc).

#include "store/query.h"

namespace portillon::sql {

inline constexpr Accounts kOverseer = accounts("health");

// Whatever still waits or is in a courier's hands, and for how many seconds the oldest.
inline constexpr Query<Params<>, Row<std::string, std::string, std::uint64_t, std::uint64_t>>
    kCountWaiting{
        "SELECT channel, state, COUNT(*), "
        "GREATEST(TIMESTAMPDIFF(SECOND, MIN(queued_at), UTC_TIMESTAMP(6)), 0) FROM outbox "
        "WHERE priority IN (0, 1, 2) AND channel IN ('sms', 'email', 'letter') "
        "AND due_at IS NOT NULL GROUP BY channel, state",
        kOverseer};

// By what became of them so far.
inline constexpr Query<Params<unsigned>, Row<std::string, std::string, std::uint64_t>>
    kCountHandedOver{
        "SELECT channel, state, COUNT(*) FROM outbox "
        "WHERE channel IN ('sms', 'email', 'letter') "
        "AND handed_over_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND GROUP BY channel, state",
        kOverseer};

// The latest run of each courier and its predecessors: who reads takes the last line of a name.
inline constexpr Query<Params<Time>, Row<std::string, std::string, std::string, bool, unsigned,
                                         std::uint64_t, std::uint64_t, std::uint64_t>>
    kCountProviders{
        "SELECT node, name, channel, down, failures, accepted, failed, milliseconds "
        "FROM providers WHERE seen_at > ? ORDER BY seen_at",
        kOverseer};

inline constexpr Query<Params<>, Row<std::string, std::optional<Time>>> kFindCanaries{
    "SELECT channel, MAX(handed_over_at) FROM outbox WHERE kind = 'canary' "
    "AND handed_over_at IS NOT NULL AND state IN ('handed_over', 'delivered') GROUP BY channel",
    kOverseer};

inline constexpr Query<Params<std::uint64_t>, Row<Time>> kFindAnchorTime{
    "SELECT at FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1", kOverseer};

inline constexpr Query<Params<>, Row<std::uint64_t>> kCountFrozen{
    "SELECT COUNT(*) FROM members WHERE frozen_at IS NOT NULL", kOverseer};

}  // namespace portillon::sql
