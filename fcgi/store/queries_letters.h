#pragma once
// Batches of letters, and what the printing house and the post tell of them.

#include "store/query.h"

namespace portillon::sql {

// A letter is provider_id BATCH/HANDLE. Of the provider's, those of a batch are between BATCH/ and
// BATCH0: '0' follows '/'.
inline constexpr char kBatchFrom = '/';
inline constexpr char kBatchTo = '0';

inline constexpr Query<Params<std::string, std::string, std::string>,
                       Row<std::string, std::optional<std::string>, std::optional<Time>>>
    kFindBatch{
        "SELECT reference, settled_as, settled_at FROM outbox "
        "WHERE provider = ? AND provider_id > ? AND provider_id < ? ORDER BY reference",
        accounts("courier")};

inline constexpr Accounts kLetterClerk = accounts("admin");

// How each batch of the last weeks does. Nobody's letters have no provider_id: they were not
// printed.
inline constexpr Query<Params<std::string, Time>,
                       Row<std::string, std::uint64_t, std::uint64_t, std::uint64_t, Time>>
    kListBatches{
        "SELECT SUBSTRING_INDEX(provider_id, '/', 1), COUNT(*), "
        "COUNT(CASE WHEN settled_as = 'delivered' THEN 1 END), "
        "COUNT(CASE WHEN settled_as = 'failed' THEN 1 END), MIN(handed_over_at) FROM outbox "
        "WHERE provider = ? AND provider_id > '' AND channel = 'letter' AND handed_over_at > ? "
        "GROUP BY SUBSTRING_INDEX(provider_id, '/', 1) ORDER BY MIN(handed_over_at)",
        kLetterClerk};

using LetterRow = Row<std::uint64_t, std::string, Digest, std::uint64_t, Time, std::string,
                      std::string, std::string>;
inline constexpr Query<Params<std::string, std::string, std::string>, LetterRow> kFindLettersOf{
    "SELECT message, kind, subject, member, queued_at, state, reason, reference FROM outbox "
    "WHERE provider = ? AND provider_id > ? AND provider_id < ? ORDER BY reference, message",
    kLetterClerk};

inline constexpr Query<Params<std::string>, LetterRow> kFindLetter{
    "SELECT message, kind, subject, member, queued_at, state, reason, reference FROM outbox "
    "WHERE reference = ? AND channel = 'letter' AND provider_id <> ''",
    kLetterClerk};

inline constexpr Query<
    Params<std::string, std::string, std::string, std::uint64_t, std::string, std::string>, Row<>>
    kSettleLetter{
        "UPDATE outbox SET state = ?, settled_as = ?, settled_at = UTC_TIMESTAMP(6), reason = ? "
        "WHERE message = ? AND reference = ? AND state = ? AND channel = 'letter' "
        "AND due_at IS NULL",
        kLetterClerk};

// Whoever mints the member's next temporary password waits, or has done it.
inline constexpr Query<Params<std::uint64_t>, Row<std::uint64_t>> kHoldAddressee{
    "SELECT member FROM members WHERE member = ? FOR UPDATE", kLetterClerk};

// One that has left since, so that the member's temporary password is not the letter's any more.
inline constexpr Query<Params<Digest, Time>, Row<std::uint64_t>> kFindLaterMinted{
    "SELECT message FROM outbox WHERE subject = ? AND kind = 'temporary' AND queued_at > ? "
    "AND reference <> '' AND state <> 'failed' AND state <> 'dropped' LIMIT 1",
    kLetterClerk};

inline constexpr Query<Params<std::uint64_t>, Row<>> kEndLettersTemporary{
    "UPDATE members SET temporary_hash = NULL, temporary_channel = NULL, "
    "temporary_expires_at = NULL, temporary_wrong = 0, version = version + 1 "
    "WHERE member = ? AND temporary_channel = 'letter'",
    kLetterClerk};

}  // namespace portillon::sql
