#pragma once
// After the database was put back to an earlier day: what had ended since then must not live again.
// While no program runs, so one statement may touch as many rows as there are.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Accounts kRestorer = accounts("admin");

inline constexpr Query<Params<>, Row<>> kEndAllSessions{"DELETE FROM sessions", kRestorer};
inline constexpr Query<Params<>, Row<>> kEndAllJourneys{"DELETE FROM journeys", kRestorer};

// Wrong codes in a row stay counted.
inline constexpr Query<Params<>, Row<>> kEndAllCodes{
    "UPDATE recoveries SET version = version + 1, code_journey = NULL, code_message = NULL, "
    "code_hash = NULL, code_expires_at = NULL, code_wrong = 0 WHERE code_message IS NOT NULL",
    kRestorer};

inline constexpr Query<Params<>, Row<>> kEndAllTemporaries{
    "UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, "
    "temporary_expires_at = NULL, temporary_wrong = 0, version = version + 1 "
    "WHERE temporary_channel IS NOT NULL",
    kRestorer};

// What was approved since would be done a second time.
inline constexpr Query<Params<>, Row<>> kEndAllRequests{"DELETE FROM member_requests", kRestorer};

// They may have left after the dump was made.
inline constexpr Query<Params<>, Row<>> kDropAllMessages{
    "UPDATE outbox SET state = 'dropped', due_at = NULL, reason = 'restored' "
    "WHERE due_at IS NOT NULL",
    kRestorer};

}  // namespace portillon::sql
