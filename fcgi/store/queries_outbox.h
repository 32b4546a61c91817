#pragma once
// The outbox as pages and providers see it: queueing, watching, and hearing what became of it.

#include "store/query.h"

namespace portillon::sql {

// ---- Pages
inline constexpr Query<
    Params<std::uint64_t, std::string, std::string, Digest, std::uint64_t, Digest,
           std::optional<std::uint64_t>, Time, Time, unsigned, Time, Time, std::string>,
    Row<>>
    kQueue{
        "INSERT INTO outbox (message, kind, channel, subject, member, journey, contact, "
        "on_file_before, queued_at, state, priority, due_at, purge_at, language) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?)",
        accounts("prove", "channel", "code", "new_password", "contacts", "change_password",
                 "not_me", "admin")};

// In which the member is told; NULL: he has chosen no password yet, or is a stranger.
inline constexpr Query<Params<std::uint64_t>, Row<std::optional<std::string>>> kFindLanguage{
    "SELECT m.language FROM (SELECT 1 AS one) AS always LEFT JOIN members AS m ON m.member = ?",
    accounts("prove", "code", "new_password", "contacts", "change_password", "not_me", "admin")};

// Letters of notices in the last month, for their own bound.
inline constexpr Query<Params<Digest, Time>, Row<Time>> kFindNoticeLetters{
    "SELECT queued_at FROM outbox WHERE subject = ? "
    "AND kind IN ('password_changed', 'contact_changed', 'first_access') AND channel = 'letter' "
    "AND queued_at > ? AND reason NOT IN ('npai', 'print_failed') ORDER BY queued_at",
    accounts("new_password", "contacts", "change_password", "admin")};

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

}  // namespace portillon::sql
