#pragma once
// `portillon stats` and `portillon check`: counts, nobody's rows.

#include "store/query.h"

namespace portillon::sql {

// How often each thing happened since, and how often to members: a stranger's number has no row of
// members.
inline constexpr Query<Params<Time>, Row<std::string, std::string, std::uint64_t, std::uint64_t>>
    kCountEvents{
        "SELECT a.event, a.detail, COUNT(*), COUNT(m.member) FROM audit AS a "
        "LEFT JOIN members AS m ON m.subject = a.subject "
        "WHERE a.at > ? AND a.page <> 'admin' GROUP BY a.event, a.detail",
        accounts("admin")};

// Messages to members; those to nobody stand apart in the last column.
inline constexpr Query<Params<Time>, Row<std::string, std::string, std::uint64_t, std::uint64_t>>
    kCountMessages{
        "SELECT channel, state, COUNT(CASE WHEN member <> 0 THEN 1 END), "
        "COUNT(CASE WHEN member = 0 THEN 1 END) FROM outbox WHERE queued_at > ? "
        "GROUP BY channel, state",
        accounts("admin")};

// ---- What an account may do, as the server tells the account itself. In information_schema, where
// nothing needs to be granted: these are no queries of all_queries(). An account that may read too
// much is told of the others' rights as well: hence the grantee.
template <typename P, typename R>
using OfInformationSchema = Query<P, R>;

inline constexpr OfInformationSchema<Params<std::string>,
                                     Row<std::string, std::string, std::string>>
    kMyColumnRights{
        "SELECT table_name, privilege_type, column_name FROM information_schema.column_privileges "
        "WHERE table_schema = ? AND "
        "grantee = CONCAT(CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', 1), CHAR(39), '@', "
        "CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', -1), CHAR(39))",
        all_accounts()};

inline constexpr OfInformationSchema<Params<std::string>, Row<std::string, std::string>>
    kMyTableRights{
        "SELECT table_name, privilege_type FROM information_schema.table_privileges "
        "WHERE table_schema = ? AND "
        "grantee = CONCAT(CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', 1), CHAR(39), '@', "
        "CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', -1), CHAR(39))",
        all_accounts()};

inline constexpr OfInformationSchema<Params<>, Row<std::string, std::string>> kMyWiderRights{
    "SELECT privilege_type, table_schema FROM information_schema.schema_privileges WHERE "
    "grantee = CONCAT(CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', 1), CHAR(39), '@', "
    "CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', -1), CHAR(39))",
    all_accounts()};

inline constexpr OfInformationSchema<Params<>, Row<std::string>> kMyServerRights{
    "SELECT privilege_type FROM information_schema.user_privileges "
    "WHERE privilege_type <> 'USAGE' AND "
    "grantee = CONCAT(CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', 1), CHAR(39), '@', "
    "CHAR(39), SUBSTRING_INDEX(CURRENT_USER(), '@', -1), CHAR(39))",
    all_accounts()};

}  // namespace portillon::sql
