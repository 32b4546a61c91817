#pragma once
// The audit trail: written by everybody who acts, chained by store/audit_chain.h; read, anchored
// and cut by the command alone.

#include "store/query.h"

namespace portillon::sql {

inline constexpr Query<Params<Time, std::string, Digest, std::string, std::string, std::string,
                              std::uint64_t, std::uint64_t, unsigned, Digest>,
                       Row<>>
    kAudit{
        "INSERT INTO audit (at, event, subject, device, page, detail, chain, seq, key_id, mac) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        accounts("sign_in", "identify", "prove", "channel", "code", "new_password", "contacts",
                 "account", "change_password", "leave", "not_me", "admin")};

// What the command did stands with the operator's name, which is not for the member.
// The trail goes on under another pseudonym when the index key is rotated.
inline constexpr Query<Params<std::uint64_t, unsigned>, Row<std::string, std::string, Time>>
    kFindEvents{
        "SELECT a.event, CASE WHEN a.page = 'admin' THEN '' ELSE a.device END, a.at "
        "FROM members AS m JOIN audit AS a ON a.subject IN (m.subject, m.former_subject) "
        "WHERE m.member = ? ORDER BY a.id DESC LIMIT ?",
        accounts("account", "admin")};

// ---- Verifying: a chain after the other, some rows at a time, along the index audit_by_chain.
inline constexpr Accounts kAuditor = accounts("admin");

inline constexpr Query<Params<std::uint64_t>, Row<std::optional<std::uint64_t>>> kFindNextChain{
    "SELECT MIN(chain) FROM audit WHERE chain >= ?", kAuditor};

inline constexpr Query<Params<std::uint64_t, std::uint64_t, unsigned>,
                       Row<std::uint64_t, std::uint64_t, unsigned, Digest, Time, std::string,
                           Digest, std::string, std::string, std::string>>
    kFindChained{
        "SELECT id, seq, key_id, mac, at, event, subject, device, page, detail FROM audit "
        "WHERE chain = ? AND seq >= ? ORDER BY seq LIMIT ?",
        kAuditor};

inline constexpr Query<Params<>, Row<std::uint64_t, std::optional<std::uint64_t>,
                                     std::optional<Time>, std::optional<Time>>>
    kCountUnchained{"SELECT COUNT(*), MAX(id), MIN(at), MAX(at) FROM audit WHERE chain IS NULL",
                    kAuditor};

// ---- Anchors and cuts
inline constexpr Query<Params<std::uint64_t>, Row<std::uint64_t, Digest, Time, std::string>>
    kFindLastLink{
        "SELECT seq, mac, at, detail FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1",
        kAuditor};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<Digest, Time>> kFindLink{
    "SELECT mac, at FROM audit WHERE chain = ? AND seq = ?", kAuditor};

inline constexpr Query<Params<Time>, Row<std::uint64_t, std::uint64_t>> kFindMoved{
    "SELECT chain, MAX(seq) FROM audit WHERE at > ? AND chain IS NOT NULL GROUP BY chain",
    kAuditor};

inline constexpr Query<Params<Time>, Row<std::uint64_t, std::uint64_t>> kFindExpired{
    "SELECT chain, MAX(seq) FROM audit WHERE at <= ? AND chain IS NOT NULL GROUP BY chain",
    kAuditor};

// The first row behind a cut that is younger; and what comes before a row.
inline constexpr Query<Params<std::uint64_t, std::uint64_t, Time>, Row<std::uint64_t>> kFindYounger{
    "SELECT seq FROM audit WHERE chain = ? AND seq > ? AND at > ? ORDER BY seq LIMIT 1", kAuditor};

inline constexpr Query<Params<std::uint64_t, std::uint64_t>, Row<std::uint64_t>> kFindBefore{
    "SELECT seq FROM audit WHERE chain = ? AND seq < ? ORDER BY seq DESC LIMIT 1", kAuditor};

using HeadRow = Row<std::uint64_t, std::uint64_t, Digest, Time, std::uint64_t, Digest>;

inline constexpr Query<Params<std::uint64_t, unsigned>, HeadRow> kFindHeads{
    "SELECT chain, seq, mac, at, cut_seq, cut_mac FROM audit_heads WHERE chain > ? "
    "ORDER BY chain LIMIT ?",
    kAuditor};

inline constexpr Query<Params<std::uint64_t>, HeadRow> kFindHead{
    "SELECT chain, seq, mac, at, cut_seq, cut_mac FROM audit_heads WHERE chain = ?", kAuditor};

inline constexpr Query<Params<std::uint64_t, std::uint64_t, Digest, Time, std::uint64_t, Digest>,
                       Row<>>
    kAddHead{
        "INSERT INTO audit_heads (chain, seq, mac, at, cut_seq, cut_mac) VALUES (?, ?, ?, ?, ?, ?)",
        kAuditor};

inline constexpr Query<Params<std::uint64_t, Digest, Time, std::uint64_t, Digest, std::uint64_t>,
                       Row<>>
    kSaveHead{
        "UPDATE audit_heads SET seq = ?, mac = ?, at = ?, cut_seq = ?, cut_mac = ? "
        "WHERE chain = ?",
        kAuditor};

inline constexpr Query<Params<std::uint64_t>, Row<>> kForgetHead{
    "DELETE FROM audit_heads WHERE chain = ?", kAuditor};

// Rows that a cut, already anchored, took out of their chain; and rows from before there were any.
inline constexpr Query<Params<std::uint64_t, std::uint64_t, Time, unsigned>, Row<>> kPurgeChained{
    "DELETE FROM audit WHERE chain = ? AND seq <= ? AND at <= ? ORDER BY seq LIMIT ?", kAuditor};

inline constexpr Query<Params<Time, unsigned>, Row<>> kPurgeUnchained{
    "DELETE FROM audit WHERE chain IS NULL AND at <= ? ORDER BY at LIMIT ?", kAuditor};

// ---- For the security officer
// A row of the trail keeps its pseudonym when the index key is rotated.
inline constexpr Query<Params<Digest, Digest>, Row<std::uint64_t, std::string>>
    kFindSealedIdentifier{
        "SELECT member, identifier_sealed FROM members WHERE subject = ? OR former_subject = ?",
        kAuditor};

using ShownRow =
    Row<std::uint64_t, Time, std::string, Digest, std::string, std::string, std::string>;

inline constexpr Query<Params<Digest, Digest, Time, std::uint64_t, unsigned>, ShownRow>
    kShowSubject{
        "SELECT id, at, event, subject, device, page, detail FROM audit "
        "WHERE subject IN (?, ?) AND at >= ? AND id > ? ORDER BY id LIMIT ?",
        kAuditor};

inline constexpr Query<Params<Time, std::uint64_t, unsigned>, ShownRow> kShowAll{
    "SELECT id, at, event, subject, device, page, detail FROM audit "
    "WHERE at >= ? AND id > ? ORDER BY id LIMIT ?",
    kAuditor};

}  // namespace portillon::sql
