#pragma once
// A statement as a constant: its text, the types of its parameters and columns, and the accounts
// that may run it. The number of `?` and of columns is checked when the program is compiled, and
// only a literal can become a Query: no text of run time ever reaches the server as SQL. Of a
// BulkQuery one part of that literal is sent several times over, for as many rows at once.
//
// Style that grants.h relies on: keywords and functions in capitals, tables and columns in small
// letters, every table of a join with an alias, every column of a join behind its alias.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pages.h"

namespace portillon {

template <typename... P>
struct Params {};
template <typename... R>
struct Row {};

// Database accounts beside the stems of the pages.
inline constexpr std::string_view kOtherAccounts[] = {"courier", "admin", "keeper", "export"};

struct Accounts {
  static constexpr std::size_t kMost = std::size(kPages) + std::size(kOtherAccounts);
  std::array<std::string_view, kMost> names{};
  std::size_t count = 0;

  constexpr bool has(std::string_view account) const {
    for (std::size_t i = 0; i < count; ++i) {
      if (names[i] == account) return true;
    }
    return false;
  }
};

constexpr bool is_account(std::string_view name) {
  for (const std::string_view other : kOtherAccounts) {
    if (other == name) return true;
  }
  for (const PageEntry& page : kPages) {
    if (page.stem == name) return true;
  }
  return false;
}

template <typename... Name>
consteval Accounts accounts(Name... names) {
  Accounts list;
  for (const std::string_view name : {std::string_view(names)...}) {
    if (!is_account(name)) throw "no such account";
    list.names[list.count++] = name;
  }
  return list;
}

consteval Accounts all_accounts() {
  Accounts list;
  for (const PageEntry& page : kPages) list.names[list.count++] = page.stem;
  for (const std::string_view other : kOtherAccounts) list.names[list.count++] = other;
  return list;
}

// What all queries have in common.
struct Statement {
  std::string_view text;
  Accounts allowed;
};

namespace detail {

constexpr std::size_t placeholders(std::string_view sql) {
  std::size_t count = 0;
  bool quoted = false;
  for (const char c : sql) {
    if (c == '\'') quoted = !quoted;
    if (c == '?' && !quoted) ++count;
  }
  return count;
}

// Of a SELECT: the expressions between SELECT and the FROM (or end) of the same depth; otherwise 0.
constexpr std::size_t columns(std::string_view sql) {
  if (!sql.starts_with("SELECT ")) return 0;
  std::size_t count = 1;
  int depth = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    if (sql[i] == '(') ++depth;
    if (sql[i] == ')') --depth;
    if (depth != 0) continue;
    if (sql[i] == ',') ++count;
    if (sql.substr(i).starts_with(" FROM ")) break;
  }
  return count;
}

// What a bulk statement repeats: the brackets of its VALUES, or the `?` of its IN (?). Empty: there
// is no such part, or a `?` beside it.
constexpr std::string_view repeated(std::string_view sql) {
  constexpr std::string_view kValues = " VALUES (", kIn = " IN (?)";
  std::string_view part;
  if (const auto values = sql.find(kValues); values != sql.npos) {
    const std::size_t from = values + kValues.size() - 1;
    const std::size_t end = sql.find(')', from);
    if (end != sql.npos) part = sql.substr(from, end - from + 1);
  } else if (const auto in = sql.find(kIn); in != sql.npos) {
    part = sql.substr(in + kIn.size() - 2, 1);
  }
  return placeholders(part) == placeholders(sql) ? part : std::string_view{};
}

}  // namespace detail

// Of which Connection sends one part again for each row. Its text, with the part once, is a
// statement by itself: grants and tests read that.
struct BulkStatement : Statement {
  std::string_view part;  // within text

  std::string for_rows(std::size_t rows) const {
    std::string whole(text.substr(0, offset()));
    for (std::size_t i = 0; i < rows; ++i) (whole += i == 0 ? "" : ", ") += part;
    return whole += text.substr(offset() + part.size());
  }

 private:
  std::size_t offset() const { return static_cast<std::size_t>(part.data() - text.data()); }
};

template <typename P, typename R>
struct Query;

template <typename... P, typename... R>
struct Query<Params<P...>, Row<R...>> : Statement {
  template <std::size_t N>
  consteval Query(const char (&sql)[N], Accounts who) : Statement{{sql, N - 1}, who} {
    if (detail::placeholders(text) != sizeof...(P)) throw "number of ? and of parameters differ";
    if (detail::columns(text) != sizeof...(R)) throw "number of columns and of row fields differ";
    if (who.count == 0) throw "nobody may run this";
  }
};

// `INSERT … VALUES (?, ?)` of any number of rows, or a statement of any number of keys: `… IN (?)`.
template <typename P, typename R>
struct BulkQuery;

template <typename... P, typename... R>
struct BulkQuery<Params<P...>, Row<R...>> : BulkStatement {
  template <std::size_t N>
  consteval BulkQuery(const char (&sql)[N], Accounts who)
      : BulkStatement{{{sql, N - 1}, who}, detail::repeated({sql, N - 1})} {
    if (part.empty()) throw "one part must hold all the ?: VALUES (...) or IN (?)";
    if (detail::placeholders(part) != sizeof...(P)) throw "number of ? and of parameters differ";
    if (detail::columns(text) != sizeof...(R)) throw "number of columns and of row fields differ";
    if (who.count == 0) throw "nobody may run this";
  }
};

}  // namespace portillon
