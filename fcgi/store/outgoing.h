#pragma once
// What a step sends: rows of the outbox, each with the language that it is written in.

#include <optional>

#include "page/language.h"
#include "page/step.h"
#include "store/apply.h"

namespace portillon {

// Inside the step's transaction.
class Outgoing {
 public:
  Outgoing(Connection& connection, const Applying& applying) : c_(connection), a_(applying) {}

  // A code, a temporary password: read by whoever asked for it. A notice is for the member, whoever
  // acts in his name.
  bool goes_as_asked(MessageKind kind) const { return a_.language && !is_notice(kind); }
  // Before what does not go as asked. The same statement for nobody.
  void find_own_language(MemberId member);
  // False: it was not queued.
  bool queue(const Queue& message);
  // To each contact that is or was current, and by post where these were few.
  bool notify(const Notify& news);

 private:
  Language language_of(MessageKind kind) const;
  Queue notice(const Notify& news, Channel channel, std::optional<ContactId> contact) const;
  bool may_post(const Notify& news);

  Connection& c_;
  const Applying& a_;
  std::optional<Language> own_;  // the member's, once he has chosen a password
};

}  // namespace portillon
