#pragma once
// What makes a change of the audit trail show. Each worker owns a chain: a random number, and rows
// 1, 2, 3 ... of which each carries an HMAC-SHA-256, under a key of this writer alone, over itself
// and the MAC of the row before. Writing needs no look at the table, so that pages may insert and
// nothing else. Whoever takes a writer over can forge what its chains say from then on; nothing
// that was written before, and nothing of another writer. See audit_anchor.h for ends that are cut
// off, audit_verify.h for the check.

#include <string>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "page/types.h"
#include "store/connection.h"

namespace portillon {

inline constexpr std::size_t kMostDetail = 64;  // characters: those of its column

struct AuditRow {
  Time at{};
  std::string event;
  SubjectId subject{};
  std::string device;  // family; the operator's name where the command writes
  std::string page;    // the writer: stem of the page, or "admin"
  std::string detail;
};

// The last row of a chain, as the next one must know it. {chain, 0, {}, {}}: there is none yet.
struct AuditLink {
  std::uint64_t chain = 0;
  std::uint64_t seq = 0;
  Digest mac{};
  Time at{};
};

// The chain of the anchors, continued by each call of the command. All others are random.
inline constexpr std::uint64_t kAnchorChain = 1;

std::string audit_purpose(std::string_view writer);  // "audit_code"

// MAC of the row that follows `previous`. nullopt: the ring has no key of this id.
std::optional<Digest> audit_mac(const KeyRing&, std::uint8_t key, const AuditLink& previous,
                                const AuditRow&);

// Of one connection.
class AuditChain {
 public:
  // `keys` and `random` must outlive it. The key is looked for when the first row is written: a
  // program that writes none is given none.
  AuditChain(const Keys& keys, std::string_view writer, Random& random)
      : keys_(keys), writer_(writer), random_(random) {}
  // Goes on with a chain that was read from the table.
  AuditChain(const Keys& keys, std::string_view writer, Random& random, AuditLink last)
      : AuditChain(keys, writer, random) {
    last_ = last;
  }

  // Around each transaction. Where begin() follows on rows without committed() in between (a lost
  // race, a connection that died, a COMMIT of which nobody knows whether it was done), a new chain
  // begins: the old one ends well, however that transaction ended.
  void begin();
  void committed() { uncommitted_ = false; }

  // Inserts the row; its `page` becomes this writer. Throws as Connection::run() does, and KeyError
  // when the program was not given its key.
  void add(Connection&, AuditRow row);

  const AuditLink& last() const { return last_; }

 private:
  const Keys& keys_;
  std::string writer_;
  Random& random_;
  AuditLink last_;
  bool uncommitted_ = false;
};

}  // namespace portillon
