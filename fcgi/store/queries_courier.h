#pragma once
// The courier's work on the outbox: it claims, looks up, mints and closes.

#include "store/query.h"

namespace portillon::sql {

// ---- claims
inline constexpr Accounts kCourier = accounts("courier");

// The most urgent priority that waits. Read before a claim: most looks of a courier find nothing,
// and cost this one statement instead of a transaction.
inline constexpr Query<Params<std::string>, Row<unsigned>> kFindMostUrgent{
    "SELECT priority FROM outbox WHERE priority IN (0, 1, 2) AND channel = ? "
    "AND due_at <= UTC_TIMESTAMP(6) ORDER BY priority LIMIT 1",
    kCourier};

// With the clock, by which what is claimed is sent. The last column but one: a lease that ended
// long before anybody looked. Its courier died while no other one ran; or lives, and one of the two
// has a wrong clock.
inline constexpr Query<Params<unsigned, std::string, unsigned>,
                       Row<Time, std::uint64_t, std::string, std::string, Digest, std::uint64_t,
                           Digest, std::optional<std::uint64_t>, Time, Time, unsigned,
                           std::uint64_t, unsigned, std::string, bool, std::optional<std::string>>>
    kFindDue{
        "SELECT UTC_TIMESTAMP(6), message, kind, channel, subject, member, journey, contact, "
        "on_file_before, queued_at, tries, lease, crashes, language, "
        "crashes > 0 AND reason <> 'in_hand' AND due_at < UTC_TIMESTAMP(6) - INTERVAL 10 SECOND, "
        "settled_as FROM outbox "
        "WHERE priority = ? AND channel = ? AND due_at <= UTC_TIMESTAMP(6) "
        "ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED",
        kCourier};

// Its courier died after it was taken and before that was noted; a receipt has said that it
// arrived.
inline constexpr Query<Params<std::uint64_t>, Row<>> kEndDelivered{
    "UPDATE outbox SET state = 'delivered', due_at = NULL, crashes = 0, "
    "handed_over_at = COALESCE(handed_over_at, settled_at) WHERE message = ?",
    kCourier};

// Waits for one lease more, by this server's clock, and takes nothing from whoever has it in hand.
inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<>> kLeaveInHand{
    "UPDATE outbox SET reason = 'in_hand', due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND "
    "WHERE message = ?",
    kCourier};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<>> kLease{
    "UPDATE outbox SET lease = lease + 1, tries = tries + 1, crashes = LEAST(crashes + 1, 200), "
    "reason = CASE reason WHEN 'in_hand' THEN '' ELSE reason END, "
    "due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND WHERE message = ?",
    kCourier};

// ---- where to
// By mobile and by e-mail. A line for a stranger too, see queries_members.h; contact 0: none.
inline constexpr Query<Params<std::uint64_t, Time, Time>,
                       Row<std::uint64_t, std::optional<std::string>, std::optional<Digest>,
                           std::uint64_t, std::optional<std::string>, std::optional<Digest>>>
    kFindDestinations{
        "SELECT COALESCE(p.contact, 0), p.value_sealed, p.destination, "
        "COALESCE(e.contact, 0), e.value_sealed, e.destination "
        "FROM (SELECT 1 AS one) AS always "
        "LEFT JOIN members AS m ON m.member = ? AND m.frozen_at IS NULL "
        "LEFT JOIN contacts AS p ON p.member = m.member AND p.type = 'mobile' "
        "AND p.state = 'current' AND p.current_since < ? "
        "LEFT JOIN contacts AS e ON e.member = m.member AND e.type = 'email' "
        "AND e.state = 'current' AND e.current_since < ?",
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

// ---- minting. The version moves on, so that a page that saw no hash yet runs again.
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

// ---- the end of a try. A receipt may have come before it: what that told stays.
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

// ---- how real messages fared, and those who carry them
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

using ReportParams = Params<std::string, unsigned, unsigned, std::uint64_t, std::uint64_t,
                            std::uint64_t, std::optional<Time>, std::optional<Time>, std::string,
                            std::string, std::uint64_t, std::string>;
inline constexpr Query<ReportParams, Row<>> kReportProvider{
    "UPDATE providers SET channel = ?, seen_at = UTC_TIMESTAMP(6), down = ?, failures = ?, "
    "accepted = ?, failed = ?, milliseconds = ?, accepted_at = ?, failed_at = ?, reason = ?, "
    "node = ? "
    "WHERE courier = ? AND name = ?",
    kCourier};
inline constexpr Query<ReportParams, Row<>> kAddProvider{
    "INSERT INTO providers (channel, seen_at, down, failures, accepted, failed, "
    "milliseconds, accepted_at, failed_at, reason, node, courier, name) "
    "VALUES (?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    kCourier};

}  // namespace portillon::sql
