#pragma once
// All that Portillon holds about one member, in clear, for the member (GDPR, articles 15 and 20).
// docs/fr/commande.md says what each field is. It is read by an account of its own that changes
// nothing, and opens contacts and address with the courier's private key, which no agent's account
// is given.

#include <functional>
#include <string>

#include "crypto/keyring.h"
#include "page/types.h"
#include "store/connection.h"

namespace portillon {

inline constexpr std::string_view kExportKeys[] = {"identity", "contact_private"};

class MemberExport {
 public:
  // Account "export". `told`: called now and then with the number of events read so far.
  MemberExport(
      Connection& connection, const Keys& keys,
      std::function<void(std::uint64_t)> told = [](std::uint64_t) {})
      : connection_(connection), keys_(keys), told_(std::move(told)) {}

  // One JSON object with its line end. Throws StartError: not on file; StorageError: something does
  // not open, since half an answer is none.
  std::string json(MemberId member, Time now);

 private:
  std::string opened(std::string_view ring, std::string_view purpose, MemberId,
                     const std::string& sealed) const;
  std::string unboxed(std::string_view purpose, MemberId, const std::string& box) const;
  std::string contacts(MemberId);
  std::string facts(MemberId);
  std::string messages(MemberId, const Digest& subject, const Digest& former);
  std::string visits(MemberId);
  std::string limits(const Digest& subject, const Digest& former);
  std::string requests(MemberId);
  std::string events(const Digest& subject, const Digest& former);

  Connection& connection_;
  const Keys& keys_;
  std::function<void(std::uint64_t)> told_;
};

}  // namespace portillon
