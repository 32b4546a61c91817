#include "store/connection.h"

#include <cppconn/connection.h>
#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <map>
#include <mutex>

#include "store/queries_sessions.h"
#include "store/server_error.h"

namespace portillon {
namespace {

using Clock = std::chrono::steady_clock;

// The client library keeps data per thread, which ends with the thread.
class ThreadEntry {
 public:
  explicit ThreadEntry(::sql::Driver* driver) : driver_(driver) { driver_->threadInit(); }
  ~ThreadEntry() { driver_->threadEnd(); }
  ThreadEntry(const ThreadEntry&) = delete;
  ThreadEntry& operator=(const ThreadEntry&) = delete;

 private:
  ::sql::Driver* driver_;
};

::sql::Driver& driver() {
  static ::sql::Driver* const instance = get_driver_instance();  // the library's; lives for ever
  thread_local const ThreadEntry entry(instance);
  return *instance;
}

// Until its end, one round trip.
class Timed {
 public:
  explicit Timed(DatabaseUse& use) : use_(use) {}
  ~Timed() {
    ++use_.statements;
    use_.time += Clock::now() - start_;
  }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  DatabaseUse& use_;
  const Clock::time_point start_ = Clock::now();
};

// The server asks the kernel who connects. The user is the whole process's: the command's threads
// connect one after the other.
class Effective {
 public:
  explicit Effective(const std::optional<std::uint32_t>& user) : changed_(user.has_value()) {
    if (changed_) turn_ = std::unique_lock(turns());
    if (changed_ && ::seteuid(*user) != 0) {
      throw StorageError("cannot connect to the database as another user");
    }
  }
  ~Effective() {
    if (changed_ && ::seteuid(0) != 0) std::terminate();
  }
  Effective(const Effective&) = delete;
  Effective& operator=(const Effective&) = delete;

 private:
  static std::mutex& turns() {
    static std::mutex mutex;
    return mutex;
  }

  bool changed_;
  std::unique_lock<std::mutex> turn_;
};

void bind(::sql::PreparedStatement& statement, const std::vector<Param>& values) {
  unsigned index = 0;
  for (const Param& value : values) {
    ++index;
    if (const auto* text = std::get_if<std::string>(&value)) {
      statement.setString(index, ::sql::SQLString(text->data(), text->size()));
    } else if (const auto* number = std::get_if<std::uint64_t>(&value)) {
      statement.setUInt64(index, *number);
    } else {
      statement.setNull(index, 0);
    }
  }
}

}  // namespace

struct Connection::Impl {
  Database database;
  std::unique_ptr<::sql::Connection> link;
  // By text, and by how many rows a bulk statement was prepared for; 0: it is none.
  std::map<std::pair<const char*, std::size_t>, std::unique_ptr<::sql::PreparedStatement>> prepared;
  bool in_transaction = false;
  DatabaseUse use;
  Clock::time_point not_before{};  // back-off: until then an absent database costs nothing
  std::chrono::milliseconds pause{0};

  explicit Impl(Database wanted) : database(std::move(wanted)) {}
  ~Impl() { drop(); }

  void drop() {
    prepared.clear();
    link.reset();
    in_transaction = false;
  }

  std::string user() const {
    return database.user.empty() ? database.account_prefix + database.account : database.user;
  }

  void execute(const std::string& text) {
    const std::unique_ptr<::sql::Statement> statement(link->createStatement());
    const std::unique_ptr<::sql::ResultSet> rows(
        statement->execute(text) ? statement->getResultSet() : nullptr);
  }

  void connect() {
    if (link && !link->isClosed()) return;
    if (Clock::now() < not_before) throw StorageError("the database is away");
    drop();
    try {
      open_link();
      ++use.connects;
      pause = {};
    } catch (const ::sql::SQLException& error) {
      drop();
      pause = std::clamp(pause * 2, std::chrono::milliseconds(50), std::chrono::milliseconds(1000));
      not_before = Clock::now() + pause;
      throw StorageError(std::string("cannot connect to the database: ") + error.what());
    }
    if (!database.any_schema) check_schema();
  }

  void open_link() {
    ::sql::ConnectOptionsMap options;
    options["hostName"] = "unix://" + database.socket;
    options["userName"] = user();
    options["password"] = std::string(database.password.reveal());
    options["schema"] = database.name;
    options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(database.connect_timeout.count());
    if (!database.any_schema) {  // changing a large table takes as long as it takes
      options["OPT_READ_TIMEOUT"] = static_cast<int>(database.answer_timeout.count());
      options["OPT_WRITE_TIMEOUT"] = static_cast<int>(database.answer_timeout.count());
    }
    options["OPT_RECONNECT"] = false;     // a silent reconnect would lose transaction and settings
    options["CLIENT_FOUND_ROWS"] = true;  // guards count rows found, not rows changed
    options["OPT_CHARSET_NAME"] = "utf8mb4";
    {
      const Effective user(database.connect_as);
      link.reset(driver().connect(options));
    }
    execute(
        "SET SESSION time_zone = '+00:00', autocommit = 1, innodb_lock_wait_timeout = 5, "
        "sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY,"
        "ERROR_FOR_DIVISION_BY_ZERO'");
    execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    read_what_others_wrote();
  }

  // On a Galera cluster a node answers before it has what another one has committed: the next
  // page would not find the journey that a form has just begun there. 1: before what reads and
  // before a transaction. A server that is none of a cluster does not wait.
  void read_what_others_wrote() {
    try {
      execute("SET SESSION wsrep_sync_wait = 1");
    } catch (const ::sql::SQLException& error) {
      if (error.getErrorCode() != server::kUnknownVariable) throw;  // MySQL knows none
    }
  }

  void check_schema() {
    std::optional<unsigned> version;
    try {
      const auto lines = fetch(sql::kReadSchemaVersion, {});
      if (!lines.empty()) read_cell(lines.front().front(), version);
    } catch (const ::sql::SQLException& error) {
      drop();
      if (error.getErrorCode() != server::kNoSuchTable) {
        throw StorageError(std::string("cannot read the schema's version: ") + error.what());
      }
    }
    SchemaState found{version.value_or(0), 0};
    if (found.version > kSchemaVersion) found.oldest_served = oldest_served();
    if (found.serves()) return;
    drop();
    const std::string known = std::to_string(kSchemaVersion);
    throw SchemaError(
        "schema version " + std::to_string(found.version) +
        (found.version < kSchemaVersion
             ? " is older than the " + known + " that this program knows: run portillon migrate"
             : " serves programs of version " + std::to_string(found.oldest_served) +
                   " and newer, this one is of " + known + ": install the newer release"));
  }

  unsigned oldest_served() {
    try {
      std::optional<unsigned> oldest;
      read_cell(fetch(sql::kReadOldestServed, {}).front().front(), oldest);
      return oldest.value();
    } catch (const ::sql::SQLException& error) {
      drop();
      throw StorageError(std::string("cannot read the schema's version: ") + error.what());
    }
  }

  ::sql::PreparedStatement& prepare(const Statement& statement) {
    auto& slot = prepared[{statement.text.data(), 0}];
    if (!slot) slot.reset(link->prepareStatement(std::string(statement.text)));
    return *slot;
  }

  ::sql::PreparedStatement& prepare(const BulkStatement& statement, std::size_t places) {
    auto& slot = prepared[{statement.text.data(), places}];
    if (!slot) slot.reset(link->prepareStatement(statement.for_rows(places)));
    return *slot;
  }

  std::vector<Line> fetch(const Statement& statement, const std::vector<Param>& values) {
    return fetch(prepare(statement), values);
  }

  static std::vector<Line> fetch(::sql::PreparedStatement& ready,
                                 const std::vector<Param>& values) {
    bind(ready, values);
    const std::unique_ptr<::sql::ResultSet> answer(ready.executeQuery());
    const unsigned width = answer->getMetaData()->getColumnCount();
    std::vector<Line> lines;
    while (answer->next()) {
      Line& line = lines.emplace_back(width);
      for (unsigned i = 0; i < width; ++i) {
        if (answer->isNull(i + 1)) continue;
        const ::sql::SQLString text = answer->getString(i + 1);
        line[i].emplace(text.c_str(), text.length());
      }
    }
    return lines;
  }

  // Runs `work` on a live connection. A connection that died since it was last used is replaced
  // once, if the work cannot have been done already. Inside a transaction it is not: the server has
  // forgotten the first half.
  template <typename Work>
  auto on_link(server::Repeat repeat, Work work) {
    const Timed timed(use);
    try {
      return tried_on_link(repeat, work);
    } catch (const Conflict&) {
      ++use.conflicts;
      throw;
    } catch (const StorageError&) {
      ++use.errors;
      throw;
    }
  }

  template <typename Work>
  auto tried_on_link(server::Repeat repeat, Work work) {
    for (bool again = true;; again = false) {
      if (in_transaction && (!link || link->isClosed())) {
        drop();
        throw Conflict("the connection was lost inside a transaction");
      }
      connect();
      try {
        return work();
      } catch (const ::sql::SQLException& error) {
        const int code = error.getErrorCode();
        if (server::is_conflict(code)) throw Conflict(error.what());
        if (!server::is_lost(code)) throw StorageError(error.what());
        const bool inside = in_transaction;
        drop();
        // A step that is run again would meet the same server: read-only is an outage.
        if (inside && !server::is_read_only(code)) throw Conflict(error.what());
        if (inside || !again || !server::may_repeat(repeat, code)) throw StorageError(error.what());
      }
    }
  }
};

Connection::Connection(Database database) : impl_(std::make_unique<Impl>(std::move(database))) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

void Connection::open() { impl_->connect(); }
const std::string& Connection::account() const { return impl_->database.account; }
const DatabaseUse& Connection::use() const { return impl_->use; }

DatabaseUse operator-(const DatabaseUse& now, const DatabaseUse& before) {
  return {now.statements - before.statements, now.connects - before.connects,
          now.conflicts - before.conflicts, now.errors - before.errors, now.time - before.time};
}

std::vector<Connection::Line> Connection::select(const Statement& statement,
                                                 const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::always, [&] { return impl_->fetch(statement, values); });
}

std::uint64_t Connection::change(const Statement& statement, const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::unsent, [&] {
    auto& ready = impl_->prepare(statement);
    bind(ready, values);
    return static_cast<std::uint64_t>(ready.executeUpdate());
  });
}

std::vector<Connection::Line> Connection::select_bulk(const BulkStatement& statement,
                                                      std::size_t places,
                                                      const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::always,
                        [&] { return Impl::fetch(impl_->prepare(statement, places), values); });
}

std::uint64_t Connection::change_bulk(const BulkStatement& statement, std::size_t places,
                                      const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::unsent, [&] {
    auto& ready = impl_->prepare(statement, places);
    bind(ready, values);
    return static_cast<std::uint64_t>(ready.executeUpdate());
  });
}

bool Connection::accepts(const Statement& statement) {
  try {
    impl_->on_link(server::Repeat::always, [&] { impl_->prepare(statement); });
    return true;
  } catch (const StorageError&) {
    impl_->prepared.erase({statement.text.data(), 0});
    return false;
  }
}

void Connection::execute(const std::string& text) {
  impl_->on_link(server::Repeat::unsent, [&] {
    try {
      impl_->execute(text);
    } catch (const ::sql::SQLException& error) {
      if (!server::is_there_already(error.getErrorCode())) throw;
    }
  });
}

void Connection::begin() {
  impl_->on_link(server::Repeat::always, [&] { impl_->execute("START TRANSACTION"); });
  impl_->in_transaction = true;
}

void Connection::commit() {
  // A link that is closed by now must not be replaced: the fresh one would commit nothing, and that
  // would look like success.
  if (!impl_->in_transaction || !impl_->link || impl_->link->isClosed()) {
    impl_->drop();
    throw Conflict("the connection was lost inside a transaction");
  }
  impl_->in_transaction = false;
  // Not the connector's commit(), which says nothing of a COMMIT that failed.
  impl_->on_link(server::Repeat::never, [&] { impl_->execute("COMMIT"); });
}

// A connection that cannot roll back is thrown away, and the server rolls back by itself.
void Connection::rollback() noexcept {
  if (!impl_->in_transaction) return;
  impl_->in_transaction = false;
  try {
    impl_->execute("ROLLBACK");
  } catch (...) {
    impl_->drop();
  }
}

}  // namespace portillon
