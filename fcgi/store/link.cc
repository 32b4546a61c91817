#include "store/link.h"

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
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

bool Link::connect() {
  if (!is_closed()) return false;
  if (Clock::now() < not_before_) throw StorageError("the database is away");
  drop();
  try {
    open();
    pause_ = {};
  } catch (const ::sql::SQLException& error) {
    drop();
    pause_ = std::clamp(pause_ * 2, std::chrono::milliseconds(50), std::chrono::milliseconds(1000));
    not_before_ = Clock::now() + pause_;
    throw StorageError(std::string("cannot connect to the database: ") + error.what());
  }
  if (!database_.any_schema) check_schema();
  return true;
}

void Link::drop() {
  prepared_.clear();
  link_.reset();
}

void Link::open() {
  ::sql::ConnectOptionsMap options;
  options["hostName"] = "unix://" + database_.socket;
  options["userName"] = user();
  options["password"] = std::string(database_.password.reveal());
  options["schema"] = database_.name;
  options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(database_.connect_timeout.count());
  if (!database_.any_schema) {  // changing a large table takes as long as it takes
    options["OPT_READ_TIMEOUT"] = static_cast<int>(database_.answer_timeout.count());
    options["OPT_WRITE_TIMEOUT"] = static_cast<int>(database_.answer_timeout.count());
  }
  options["OPT_RECONNECT"] = false;     // a silent reconnect would lose transaction and settings
  options["CLIENT_FOUND_ROWS"] = true;  // guards count rows found, not rows changed
  options["OPT_CHARSET_NAME"] = "utf8mb4";
  {
    const Effective user(database_.connect_as);
    link_.reset(driver().connect(options));
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
void Link::read_what_others_wrote() {
  try {
    execute("SET SESSION wsrep_sync_wait = 1");
  } catch (const ::sql::SQLException& error) {
    if (error.getErrorCode() != server::kUnknownVariable) throw;  // MySQL knows none
  }
}

void Link::check_schema() {
  std::optional<unsigned> version;
  try {
    const auto lines = fetch(prepare(sql::kReadSchemaVersion), {});
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

unsigned Link::oldest_served() {
  try {
    std::optional<unsigned> oldest;
    read_cell(fetch(prepare(sql::kReadOldestServed), {}).front().front(), oldest);
    return oldest.value();
  } catch (const ::sql::SQLException& error) {
    drop();
    throw StorageError(std::string("cannot read the schema's version: ") + error.what());
  }
}

std::string Link::user() const {
  return database_.user.empty() ? database_.account_prefix + database_.account : database_.user;
}

void Link::execute(const std::string& text) {
  const std::unique_ptr<::sql::Statement> statement(link_->createStatement());
  const std::unique_ptr<::sql::ResultSet> rows(statement->execute(text) ? statement->getResultSet()
                                                                        : nullptr);
}

::sql::PreparedStatement& Link::prepare(const Statement& statement) {
  auto& slot = prepared_[{statement.text.data(), 0}];
  if (!slot) slot.reset(link_->prepareStatement(std::string(statement.text)));
  return *slot;
}

::sql::PreparedStatement& Link::prepare(const BulkStatement& statement, std::size_t places) {
  auto& slot = prepared_[{statement.text.data(), places}];
  if (!slot) slot.reset(link_->prepareStatement(statement.for_rows(places)));
  return *slot;
}

std::uint64_t Link::change(::sql::PreparedStatement& ready, const std::vector<Param>& values) {
  bind(ready, values);
  return static_cast<std::uint64_t>(ready.executeUpdate());
}

std::vector<Link::Line> Link::fetch(::sql::PreparedStatement& ready,
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

}  // namespace portillon
