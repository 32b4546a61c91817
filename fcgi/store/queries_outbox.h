#pragma once
// The outbox: pages queue and watch, the courier claims, looks up, mints and closes.

#include "store/query.h"

namespace portillon::sql {

// ---- Pages
inline constexpr Query<
    Params<std::uint64_t, std::string, std::string, Digest, std::uint64_t, Digest,
           std::optional<std::uint64_t>, Time, Time, unsigned, Time, Time>,
    Row<>>
    kQueue{
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, contact, "
        "on_file_before, queued_at, state, priority, due_at, purge_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?)",
        accounts("prove", "channel", "code", "new_password", "contacts", "change_password",
                 "not_me", "admin")};

// Letters of notices in the last month, for their own bound.
inline constexpr Query<Params<Digest, Time>, Row<Time>> kFindNoticeLetters{
    "SELECT queued_at FROM outbox WHERE subject = ? "
    "AND kind IN ('password_changed', 'contact_changed', 'first_access') AND channel = 'letter' "
    "AND queued_at > ? AND reason NOT IN ('npai', 'print_failed') ORDER BY queued_at",
    accounts("new_password", "contacts", "change_password")};

// What its recipient alone could read, see Records::told().
// By reference first, whoever asks: a join that the server may begin with the member costs a member
// more than a stranger.
inline constexpr Query<Params<Digest, Digest, std::string, Time>, Row<std::uint64_t, bool>>
    kFindTold{
        "SELECT o.member, COALESCE(m.subject IN (?, ?) AND m.frozen_at IS NULL, FALSE) "
        "FROM outbox AS o LEFT JOIN members AS m ON m.member = o.member "
        "WHERE o.reference = ? AND o.queued_at > ? "
        "AND o.kind IN ('password_changed', 'contact_changed', 'first_access', 'recovery_tried', "
        "'temporary') AND (o.kind <> 'temporary' OR o.channel <> 'letter')",
        accounts("not_me")};

inline constexpr Query<Params<std::uint64_t>,
                       Row<std::string, std::string, Time, std::optional<Time>,
                           std::optional<std::string>, std::optional<Time>>>
    kFindMessage{
        "SELECT state, reference, queued_at, handed_over_at, settled_as, settled_at FROM outbox "
        "WHERE message = ?",
        accounts("channel", "code", "sent", "contacts")};

// Of all couriers that say how they do, none reaches anybody by these.
inline constexpr Query<Params<Time>, Row<std::string>> kFindChannelsDown{
    "SELECT channel FROM providers WHERE seen_at > ? GROUP BY channel HAVING MIN(down) = 1",
    accounts("channel", "code")};

inline constexpr Query<Params<std::uint64_t, Time>, Row<Time>> kFindVerifications{
    "SELECT o.queued_at FROM members AS m JOIN outbox AS o ON o.subject = m.subject "
    "WHERE m.member = ? AND o.kind = 'verification' AND o.queued_at > ? ORDER BY o.queued_at",
    accounts("contacts")};

// For how many seconds the most patient row has been waiting for a courier.
inline constexpr Query<Params<>, Row<std::optional<std::uint64_t>>> kFindOldestDue{
    "SELECT TIMESTAMPDIFF(SECOND, MIN(due_at), UTC_TIMESTAMP(6)) FROM outbox WHERE priority IN (0, "
    "1, 2) "
    "AND channel IN ('sms', 'email', 'letter') AND due_at <= UTC_TIMESTAMP(6)",
    accounts("health", "courier", "admin")};

// ---- Receipts: what became of one try, told by its provider
// The first word counts. A try that still runs is ended by the courier; one that waits for another
// because nobody knew whether it was taken is done when it was delivered after all.
inline constexpr Query<
    Params<Time, std::string, std::string, Time, std::uint64_t, std::uint64_t, std::string>, Row<>>
    kSettle{
        "UPDATE outbox SET due_at = IF(state = 'sending', due_at, NULL), "
        "handed_over_at = IF(state = 'queued', ?, handed_over_at), "
        "state = IF(state = 'sending', state, ?), settled_as = ?, settled_at = ? "
        "WHERE message = ? AND MOD(lease, 16777216) = ? AND settled_as IS NULL "
        "AND (state = 'sending' OR state = 'handed_over' OR (state = 'queued' AND tries > 0 "
        "AND ? = 'delivered'))",
        accounts("receipt")};

// Two of one name would be a provider's mistake: the later one is meant.
inline constexpr Query<Params<std::string, std::string>, Row<std::uint64_t, std::uint64_t>>
    kFindHandedTo{
        "SELECT message, lease FROM outbox WHERE provider = ? AND provider_id = ? "
        "ORDER BY handed_over_at DESC LIMIT 1",
        accounts("receipt")};

// ---- Courier: claims
inline constexpr Accounts kCourier = accounts("courier");

inline constexpr Query<
    Params<unsigned, std::string, unsigned>,
    Row<std::uint64_t, std::string, std::string, Digest, std::uint64_t, Digest,
        std::optional<std::uint64_t>, Time, Time, unsigned, std::uint64_t, unsigned>>
    kFindDue{
        "SELECT message, kind, channel, subject, member, journey, contact, on_file_before, "
        "queued_at, tries, lease, crashes FROM outbox "
        "WHERE priority = ? AND channel = ? AND due_at <= UTC_TIMESTAMP(6) "
        "ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED",
        kCourier};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<>> kLease{
    "UPDATE outbox SET lease = lease + 1, tries = tries + 1, crashes = LEAST(crashes + 1, 200), "
    "due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE message = ?",
    kCourier};

// ---- Courier: where to
// A line for a stranger too, see queries_members.h; contact 0: none.
inline constexpr Query<Params<std::uint64_t, std::string, Time>,
                       Row<std::uint64_t, std::optional<std::string>, std::optional<Digest>>>
    kFindDestination{
        "SELECT COALESCE(c.contact, 0), c.value_sealed, c.destination "
        "FROM (SELECT 1 AS one) AS always LEFT JOIN (contacts AS c JOIN members AS m "
        "ON m.member = c.member AND m.frozen_at IS NULL) "
        "ON c.member = ? AND c.type = ? AND c.state = 'current' AND c.current_since < ?",
        kCourier};

// A notice may go to a contact that has ended, if it ever was current. While the access is frozen
// a thief may hold the contacts: nothing leaves but letters.
inline constexpr Query<Params<std::uint64_t, std::uint64_t>,
                       Row<std::uint64_t, std::string, std::string, Digest>>
    kFindNoticeDestination{
        "SELECT c.contact, c.type, c.value_sealed, c.destination FROM contacts AS c "
        "JOIN members AS m ON m.member = c.member WHERE c.contact = ? AND c.member = ? "
        "AND c.current_since IS NOT NULL AND m.frozen_at IS NULL",
        kCourier};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>,
                       Row<std::uint64_t, std::string, std::string, Digest>>
    kFindVerificationDestination{
        "SELECT c.contact, c.type, c.value_sealed, c.destination FROM contacts AS c "
        "JOIN members AS m ON m.member = c.member WHERE c.member = ? AND c.message = ? "
        "AND c.state = 'pending' AND m.frozen_at IS NULL",
        kCourier};

inline constexpr Query<Params<std::uint64_t>, Row<std::string>> kFindAddress{
    "SELECT address_sealed FROM members WHERE member = ?", kCourier};

// ---- Courier: minting. The version moves on, so that a page that saw no hash yet runs again.
inline constexpr Query<Params<Digest, Time, Digest, std::uint64_t, Digest>, Row<>> kMintCode{
    "UPDATE recoveries SET code_hash = ?, code_expires_at = ?, version = version + 1 "
    "WHERE subject = ? AND code_message = ? AND code_journey = ?",
    kCourier};

inline constexpr Query<Params<Digest, std::string, Time, std::uint64_t, std::string, Time>, Row<>>
    kMintTemporary{
        "UPDATE members SET temporary_hash = ?, temporary_channel = ?, temporary_expires_at = ?, "
        "temporary_wrong = 0, version = version + 1 "
        "WHERE member = ? AND (frozen_at IS NULL OR ? = 'letter') "
        "AND (password_changed_at IS NULL OR password_changed_at < ?)",
        kCourier};

inline constexpr Query<Params<Digest, Time>, Row<std::uint64_t>> kFindLaterTemporary{
    "SELECT message FROM outbox WHERE subject = ? AND kind = 'temporary' AND queued_at > ? "
    "AND state <> 'failed' AND state <> 'dropped' LIMIT 1",
    kCourier};

inline constexpr Query<Params<Digest, Time, std::uint64_t, std::uint64_t>, Row<>> kMintVerification{
    "UPDATE contacts SET code_hash = ?, code_expires_at = ?, version = version + 1 "
    "WHERE member = ? AND message = ? AND state = 'pending'",
    kCourier};

inline constexpr Query<Params<std::string, std::uint64_t, std::uint64_t>, Row<>> kStartSending{
    "UPDATE outbox SET state = 'sending', reference = ?, settled_as = NULL, settled_at = NULL "
    "WHERE message = ? AND lease = ? AND due_at IS NOT NULL",
    kCourier};

// ---- Courier: the end of a try. A receipt may have come before it: what that told stays.
inline constexpr Query<Params<std::string, std::string, std::optional<std::string>,
                              std::optional<std::uint64_t>, std::uint64_t, std::uint64_t>,
                       Row<>>
    kHandedOver{
        "UPDATE outbox SET state = COALESCE(settled_as, 'handed_over'), "
        "handed_over_at = UTC_TIMESTAMP(6), due_at = NULL, provider = ?, provider_id = ?, "
        "settled_as = COALESCE(settled_as, ?), "
        "settled_at = COALESCE(settled_at, UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND) "
        "WHERE message = ? AND lease = ? AND due_at IS NOT NULL",
        kCourier};

inline constexpr Query<Params<Time, std::string, std::uint64_t, std::uint64_t>, Row<>> kPutOff{
    "UPDATE outbox SET state = 'queued', due_at = ?, reason = ?, crashes = 0 "
    "WHERE message = ? AND lease = ? AND due_at IS NOT NULL",
    kCourier};

inline constexpr Query<Params<std::string, std::string, std::optional<std::string>,
                              std::optional<std::uint64_t>, std::uint64_t, std::uint64_t>,
                       Row<>>
    kFailed{
        "UPDATE outbox SET state = 'failed', reason = ?, due_at = NULL, "
        "handed_over_at = UTC_TIMESTAMP(6), provider = ?, settled_as = ?, "
        "settled_at = UTC_TIMESTAMP(6) + INTERVAL ? MICROSECOND "
        "WHERE message = ? AND lease = ? AND due_at IS NOT NULL",
        kCourier};

inline constexpr Query<Params<std::string, std::uint64_t, std::uint64_t>, Row<>> kDropped{
    "UPDATE outbox SET state = 'dropped', reason = ?, due_at = NULL "
    "WHERE message = ? AND lease = ? AND due_at IS NOT NULL",
    kCourier};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<>> kGiveBack{
    "UPDATE outbox SET due_at = UTC_TIMESTAMP(6), tries = tries - 1, crashes = 0 "
    "WHERE message = ? AND lease = ? AND due_at IS NOT NULL",
    kCourier};

// ---- Courier: how real messages fared, and those who carry them
// Ten minutes old at least: a receipt may still come for younger ones. What never left because
// of a limit of ours says nothing about the channel.
inline constexpr Query<Params<std::string, unsigned>,
                       Row<std::optional<std::string>, std::optional<std::uint64_t>>>
    kFindCourses{
        "SELECT settled_as, "
        "GREATEST(TIMESTAMPDIFF(MICROSECOND, handed_over_at, settled_at), 0) FROM outbox "
        "WHERE channel = ? AND member <> 0 "
        "AND handed_over_at < UTC_TIMESTAMP(6) - INTERVAL 10 MINUTE "
        "AND provider <> '' "
        "ORDER BY handed_over_at DESC LIMIT ?",
        kCourier};

using ReportParams =
    Params<std::string, unsigned, unsigned, std::uint64_t, std::uint64_t, std::optional<Time>,
           std::optional<Time>, std::string, std::uint64_t, std::string>;
inline constexpr Query<ReportParams, Row<>> kReportProvider{
    "UPDATE providers SET channel = ?, seen_at = UTC_TIMESTAMP(6), down = ?, failures = ?, "
    "accepted = ?, failed = ?, accepted_at = ?, failed_at = ?, reason = ? "
    "WHERE courier = ? AND name = ?",
    kCourier};
inline constexpr Query<ReportParams, Row<>> kAddProvider{
    "INSERT INTO providers (channel, seen_at, down, failures, accepted, failed, accepted_at, "
    "failed_at, reason, courier, name) VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    kCourier};

// ---- Command: what mail servers report of an e-mail, by its handle (page/derivations.h)
// The low 24 bits of the lease are what the handle holds. While the courier has not noted that the
// message was handed over, its note takes this up (kHandedOver). What failed after it was reported
// as delivered did not stay there.
inline constexpr Query<
    Params<std::string, std::string, std::string, std::uint64_t, std::uint64_t, std::string>, Row<>>
    kNoteReport{
        "UPDATE outbox SET state = CASE state WHEN 'sending' THEN state ELSE ? END, "
        "settled_as = ?, settled_at = UTC_TIMESTAMP(6), reason = ? "
        "WHERE message = ? AND (lease & 16777215) = ? AND (state IN ('sending', 'handed_over') "
        "OR (state = 'delivered' AND ? = 'failed')) "
        "AND (settled_as IS NULL OR settled_as <> 'failed')",
        accounts("admin")};

// ---- Letters: what the printing house and the post tell
// A letter is provider_id BATCH/HANDLE. Of the provider's, those of a batch are between BATCH/ and
// BATCH0: '0' follows '/'.
inline constexpr char kBatchFrom = '/';
inline constexpr char kBatchTo = '0';

inline constexpr Query<Params<std::string, std::string, std::string>,
                       Row<std::string, std::optional<std::string>, std::optional<Time>>>
    kFindBatch{
        "SELECT reference, settled_as, settled_at FROM outbox "
        "WHERE provider = ? AND provider_id > ? AND provider_id < ? ORDER BY reference",
        kCourier};

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
