#pragma once
// The link of a Connection to its server: made when it is first needed, with everything that the
// session must be, and with the statements that were prepared on it. One thread at a time. Its
// errors are the connector's own, but for those of connect().

#include <cppconn/connection.h>
#include <cppconn/prepared_statement.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/connection.h"

namespace portillon {

class Link {
 public:
  using Line = std::vector<Cell>;

  explicit Link(Database database) : database_(std::move(database)) {}
  ~Link() { drop(); }
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;

  // Nothing, where it stands. Throws StorageError while the database is away, SchemaError where its
  // schema is another one. True: it was made now.
  bool connect();
  void drop();
  bool is_closed() const { return !link_ || link_->isClosed(); }
  const Database& database() const { return database_; }

  // A text that holds no value.
  void execute(const std::string& text);
  // Prepared once a link.
  ::sql::PreparedStatement& prepare(const Statement& statement);
  ::sql::PreparedStatement& prepare(const BulkStatement& statement, std::size_t places);
  void forget(const Statement& statement) { prepared_.erase({statement.text.data(), 0}); }

  static std::uint64_t change(::sql::PreparedStatement& ready, const std::vector<Param>& values);
  static std::vector<Line> fetch(::sql::PreparedStatement& ready, const std::vector<Param>& values);

 private:
  void open();
  void read_what_others_wrote();
  void check_schema();
  unsigned oldest_served();
  std::string user() const;

  Database database_;
  std::unique_ptr<::sql::Connection> link_;
  // By text, and by how many rows a bulk statement was prepared for; 0: it is none.
  std::map<std::pair<const char*, std::size_t>, std::unique_ptr<::sql::PreparedStatement>>
      prepared_;
  std::chrono::steady_clock::time_point not_before_{};  // until then an absent one costs nothing
  std::chrono::milliseconds pause_{0};
};

}  // namespace portillon
