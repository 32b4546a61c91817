#include "store/connection.h"

#include <cppconn/exception.h>

#include "store/link.h"
#include "store/server_error.h"

namespace portillon {
namespace {

using Clock = std::chrono::steady_clock;

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

}  // namespace

struct Connection::Impl {
  Link link;
  bool in_transaction = false;
  DatabaseUse use{};

  void drop() {
    link.drop();
    in_transaction = false;
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
      if (in_transaction && link.is_closed()) {
        drop();
        throw Conflict("the connection was lost inside a transaction");
      }
      if (link.connect()) ++use.connects;
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

Connection::Connection(Database database) : impl_(new Impl{Link(std::move(database))}) {}
Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

void Connection::open() {
  if (impl_->link.connect()) ++impl_->use.connects;
}
const std::string& Connection::account() const { return impl_->link.database().account; }
const DatabaseUse& Connection::use() const { return impl_->use; }

DatabaseUse operator-(const DatabaseUse& now, const DatabaseUse& before) {
  return {now.statements - before.statements, now.connects - before.connects,
          now.conflicts - before.conflicts, now.errors - before.errors, now.time - before.time};
}

std::vector<Connection::Line> Connection::select(const Statement& statement,
                                                 const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::always,
                        [&] { return Link::fetch(impl_->link.prepare(statement), values); });
}

std::uint64_t Connection::change(const Statement& statement, const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::unsent,
                        [&] { return Link::change(impl_->link.prepare(statement), values); });
}

std::vector<Connection::Line> Connection::select_bulk(const BulkStatement& statement,
                                                      std::size_t places,
                                                      const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::always, [&] {
    return Link::fetch(impl_->link.prepare(statement, places), values);
  });
}

std::uint64_t Connection::change_bulk(const BulkStatement& statement, std::size_t places,
                                      const std::vector<Param>& values) {
  return impl_->on_link(server::Repeat::unsent, [&] {
    return Link::change(impl_->link.prepare(statement, places), values);
  });
}

bool Connection::accepts(const Statement& statement) {
  try {
    impl_->on_link(server::Repeat::always, [&] { impl_->link.prepare(statement); });
    return true;
  } catch (const StorageError&) {
    impl_->link.forget(statement);
    return false;
  }
}

void Connection::execute(const std::string& text) {
  impl_->on_link(server::Repeat::unsent, [&] {
    try {
      impl_->link.execute(text);
    } catch (const ::sql::SQLException& error) {
      if (!server::is_there_already(error.getErrorCode())) throw;
    }
  });
}

void Connection::begin() {
  impl_->on_link(server::Repeat::always, [&] { impl_->link.execute("START TRANSACTION"); });
  impl_->in_transaction = true;
}

void Connection::commit() {
  // A link that is closed by now must not be replaced: the fresh one would commit nothing, and that
  // would look like success.
  if (!impl_->in_transaction || impl_->link.is_closed()) {
    impl_->drop();
    throw Conflict("the connection was lost inside a transaction");
  }
  impl_->in_transaction = false;
  // Not the connector's commit(), which says nothing of a COMMIT that failed.
  impl_->on_link(server::Repeat::never, [&] { impl_->link.execute("COMMIT"); });
}

// A connection that cannot roll back is thrown away, and the server rolls back by itself.
void Connection::rollback() noexcept {
  if (!impl_->in_transaction) return;
  impl_->in_transaction = false;
  try {
    impl_->link.execute("ROLLBACK");
  } catch (...) {
    impl_->drop();
  }
}

}  // namespace portillon
