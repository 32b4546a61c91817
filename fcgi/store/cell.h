#pragma once
// Between the types of a query and what the connector carries: numbers, bytes, NULL; times as
// "YYYY-MM-DD HH:MM:SS.ffffff", UTC, exact to the microsecond.

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "page/records.h"
#include "page/types.h"

namespace portillon {

using Param = std::variant<std::monostate, std::uint64_t, std::string>;
using Cell = std::optional<std::string>;

std::string sql_text(Time time);
std::string sql_text(std::chrono::sys_days day);
// nullopt: not a time of MariaDB's or MySQL's.
std::optional<Time> time_from_sql(std::string_view text);

inline Param to_param(std::uint64_t value) { return value; }
inline Param to_param(unsigned value) { return std::uint64_t{value}; }
inline Param to_param(bool value) { return std::uint64_t{value}; }
inline Param to_param(const std::string& value) { return value; }
inline Param to_param(const Digest& value) { return std::string(view(value)); }
inline Param to_param(Time value) { return sql_text(value); }
inline Param to_param(std::chrono::sys_days value) { return sql_text(value); }
template <typename T>
Param to_param(const std::optional<T>& value) {
  return value ? to_param(*value) : Param{};
}

// Throw StorageError when the column does not hold what its query declares.
void read_cell(const Cell& cell, std::uint64_t& value);
void read_cell(const Cell& cell, unsigned& value);
void read_cell(const Cell& cell, bool& value);
void read_cell(const Cell& cell, std::string& value);
void read_cell(const Cell& cell, Digest& value);
void read_cell(const Cell& cell, Time& value);
template <typename T>
void read_cell(const Cell& cell, std::optional<T>& value) {
  if (cell) read_cell(cell, value.emplace());
}

}  // namespace portillon
