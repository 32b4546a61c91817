#pragma once
// One connection of one database account, for one thread at a time. It connects when it is first
// used, and again when the server was restarted; statements are prepared once per connection.
// Everything throws StorageError when the database is away or answers what it must not.

#include <algorithm>
#include <bit>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "crypto/secret.h"
#include "page/records.h"
#include "store/cell.h"
#include "store/query.h"

namespace portillon {

// The schema serves no program of kSchemaVersion (SchemaState): this one must not run. One line,
// for the log.
struct SchemaError : StorageError {
  using StorageError::StorageError;
};

// Somebody else was quicker: duplicate key, deadlock, lock wait timeout, refused by the other nodes
// of a cluster, or the connection was lost before COMMIT. Nothing has happened; try again afresh.
struct Conflict : StorageError {
  using StorageError::StorageError;
};

struct Database {
  std::string socket;                         // path of the server's unix socket
  std::string name = "portillon";             // schema
  std::string account_prefix = "portillon_";  // of the server's users
  std::string account;                        // stem of the page, or of kOtherAccounts
  Secret password;                            // may be empty
  std::string user;                           // instead of prefix + account: to migrate as root
  // For root alone: the server knows the account by the user of the system who connects
  // (unix_socket). For as long as connecting takes the process is that user.
  std::optional<std::uint32_t> connect_as;
  bool any_schema = false;  // do not check its version: to migrate
  std::chrono::seconds connect_timeout{2};
  std::chrono::seconds answer_timeout{10};
};

// What a connection was asked since it was made.
struct DatabaseUse {
  std::uint64_t statements = 0;  // round trips; BEGIN and COMMIT are such as well
  std::uint64_t connects = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t errors = 0;  // what was thrown as StorageError
  std::chrono::nanoseconds time{0};
};
DatabaseUse operator-(const DatabaseUse& now, const DatabaseUse& before);

class Connection {
 public:
  explicit Connection(Database database);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) = delete;

  // All lines of the answer.
  template <typename... P, typename... R>
  std::vector<std::tuple<R...>> all(const Query<Params<P...>, Row<R...>>& query,
                                    const std::type_identity_t<P>&... values) {
    std::vector<std::tuple<R...>> rows;
    for (const auto& cells : select(query, {to_param(values)...})) {
      rows.push_back(read_row<R...>(cells, std::index_sequence_for<R...>{}));
    }
    return rows;
  }
  // The first line, if there is one.
  template <typename... P, typename... R>
  std::optional<std::tuple<R...>> one(const Query<Params<P...>, Row<R...>>& query,
                                      const std::type_identity_t<P>&... values) {
    auto rows = all(query, values...);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }
  // How many rows the WHERE clause found, changed or not.
  template <typename... P>
  std::uint64_t run(const Query<Params<P...>, Row<>>& query,
                    const std::type_identity_t<P>&... values) {
    return change(query, {to_param(values)...});
  }

  // The lines of all keys, in no order. A key may be there twice.
  template <typename P, typename... R>
  std::vector<std::tuple<R...>> all_of(const BulkQuery<Params<P>, Row<R...>>& query,
                                       const std::vector<P>& keys) {
    std::vector<std::tuple<R...>> rows;
    for (std::size_t at = 0; at < keys.size(); at += kMostAtOnce) {
      const std::size_t end = std::min(keys.size(), at + kMostAtOnce);
      // As many as some statement that is prepared already; the last key fills it up.
      const std::size_t places = std::bit_ceil(end - at);
      std::vector<Param> values;
      values.reserve(places);
      for (std::size_t i = 0; i < places; ++i) {
        values.push_back(to_param(keys[std::min(at + i, end - 1)]));
      }
      for (const auto& cells : select_bulk(query, places, values)) {
        rows.push_back(read_row<R...>(cells, std::index_sequence_for<R...>{}));
      }
    }
    return rows;
  }
  // As run(), for each of the rows; in one transaction or none is up to the caller.
  template <typename... P>
  std::uint64_t run_all(const BulkQuery<Params<P...>, Row<>>& query,
                        const std::vector<std::tuple<P...>>& rows) {
    std::uint64_t found = 0;
    for (std::size_t at = 0; at < rows.size();) {
      const std::size_t places = std::min(kMostAtOnce, std::bit_floor(rows.size() - at));
      std::vector<Param> values;
      values.reserve(places * sizeof...(P));
      for (std::size_t i = 0; i < places; ++i) {
        std::apply([&](const P&... cells) { (values.push_back(to_param(cells)), ...); },
                   rows[at + i]);
      }
      found += change_bulk(query, places, values);
      at += places;
    }
    return found;
  }

  // Whether the server accepts the statement for this account.
  bool accepts(const Statement& statement);

  // Connects now, to learn at start of a wrong schema or an absent database.
  void open();
  const std::string& account() const;
  const DatabaseUse& use() const;

 private:
  friend class Transaction;
  friend class SchemaChange;
  using Line = std::vector<Cell>;
  static constexpr std::size_t kMostAtOnce = 256;  // rows of a bulk statement; a power of two

  template <typename... R, std::size_t... I>
  static std::tuple<R...> read_row(const Line& cells, std::index_sequence<I...>) {
    std::tuple<R...> row;
    (read_cell(cells.at(I), std::get<I>(row)), ...);
    return row;
  }

  std::vector<Line> select(const Statement& statement, const std::vector<Param>& values);
  std::uint64_t change(const Statement& statement, const std::vector<Param>& values);
  std::vector<Line> select_bulk(const BulkStatement& statement, std::size_t places,
                                const std::vector<Param>& values);
  std::uint64_t change_bulk(const BulkStatement& statement, std::size_t places,
                            const std::vector<Param>& values);
  void execute(const std::string& text);  // of SchemaChange alone
  void begin();
  void commit();
  void rollback() noexcept;

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Rolled back unless committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) { connection_.begin(); }
  ~Transaction() {
    if (!done_) connection_.rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Conflict: nothing was written. StorageError: the connection was lost while the server was
  // committing, so that nobody knows.
  void commit() {
    done_ = true;
    connection_.commit();
  }

 private:
  Connection& connection_;
  bool done_ = false;
};

}  // namespace portillon
