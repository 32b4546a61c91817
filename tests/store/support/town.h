#pragma once
// An empty schema with a few members in it, and short words for what every test needs.

#include <deque>
#include <mutex>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "store/apply.h"
#include "store/dispatch.h"
#include "store/records.h"
#include "store/sessions.h"
#include "tests/store/support/server.h"

namespace portillon::test {

Keys every_ring();               // one key each, but for the courier's pair
Digest digest(unsigned number);  // distinct, with NUL and high bytes in it

inline constexpr MemberId kMarie = 7;  // chose her password; e-mail and mobile on file
inline constexpr MemberId kPaul = 8;   // first access; a landline only

struct Town {
  Server& server = Server::get();
  SystemRandom random;
  Limits limits;
  Keys keys = every_ring();

  Town();

  Connection as(std::string_view stem) { return Connection(server.account(stem)); }
  Connection root() { return Connection(server.root()); }
  Time now();
  // Moves every stored moment of a table's column into the past instead of the clock into the
  // future.
  void age(std::string_view table, std::string_view column, std::chrono::seconds by);

  Applying applying(std::string_view page);  // as a worker of its own
  Applied apply_as(std::string_view page, const Effects& effects);
  // One number, such as a count, asked as root.
  std::uint64_t count(const Query<Params<>, Row<std::uint64_t>>& query);

 private:
  std::mutex mutex_;
  std::deque<AuditChain> chains_;
};

// As another node of a cluster that is quicker: the first two changes ("INSERT", "UPDATE",
// "DELETE") of the table that each connection tries are refused, as they would be at COMMIT.
class QuickerNode {
 public:
  QuickerNode(Server& server, std::string_view change, std::string_view table);
  ~QuickerNode();
  QuickerNode(const QuickerNode&) = delete;
  QuickerNode& operator=(const QuickerNode&) = delete;

 private:
  Server& server_;
};

inline SubjectId subject_of(MemberId member) { return digest(static_cast<unsigned>(member)); }

}  // namespace portillon::test
