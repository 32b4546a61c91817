#pragma once
// What the page `health` asks to tell whether this machine can serve; more of it is in others'
// lists.

#include "store/query.h"

namespace portillon::sql {

// A number, or a word where the server knows more ways of it.
inline constexpr Query<Params<>, Row<bool>> kReadOnly{
    "SELECT CONCAT(@@read_only) NOT IN ('0', 'OFF')", accounts("health")};

}  // namespace portillon::sql
