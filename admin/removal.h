#pragma once
// Takes members off the file: those whom the caisse's feed does not name any more, or names as
// gone.
//
// Their rows go at once: who they are, contacts, answers, password; sessions and journeys end. What
// is left hangs on a pseudonym, as for a stranger: the audit trail, counted failures, messages
// without destination (now nobody's). Their number is given to nobody again.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/random.h"
#include "page/types.h"
#include "store/audit_chain.h"
#include "store/connection.h"

namespace portillon {

class Removal {
 public:
  // `by`: the operator. Ring audit_admin. Everything must outlive it.
  Removal(Connection& connection, const Keys& keys, Random& random, std::string by)
      : connection_(connection), audit_(keys, "admin", random), by_(std::move(by)) {}

  // In transactions of some hundred members, each with a row of the audit trail, whose detail is
  // `why` (a word from the code). Returns how many were on file; `told` of those so far. Throws
  // StorageError: what was removed before stays so.
  std::uint64_t remove(std::span<const MemberId> members, std::string_view why,
                       const std::function<void(std::uint64_t)>& told = {});

 private:
  std::uint64_t try_remove(std::span<const MemberId> members, std::string_view why);

  Connection& connection_;
  AuditChain audit_;
  std::string by_;
};

}  // namespace portillon
