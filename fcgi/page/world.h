#pragma once
// Everything that a page may look at beside its request and session.

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "page/records.h"
#include "page/settings.h"

namespace portillon {

class Node;
class Secret;

// No place is free for an expensive hash: the shell answers 503 with Retry-After at once.
struct Busy {};

// Argon2id behind a bounded number of places. Remembers within one request, so that a page that is
// run again after a lost race does not compute twice. Throws Busy.
class Hasher {
 public:
  virtual ~Hasher() = default;
  // Both are bound to the member: what is stored for one matches nothing for another.
  virtual std::string hash(MemberId, const Secret& password) = 0;
  virtual bool matches(std::string_view stored, MemberId, const Secret& password) = 0;
  // Takes as long as matches() on a real one, and is false: for strangers.
  virtual bool matches_nobody(const Secret& password) = 0;
  virtual bool needs_rehash(std::string_view stored) = 0;
};

// Passwords that were stolen elsewhere and published, as a set on this machine's disk.
class BreachedPasswords {
 public:
  virtual ~BreachedPasswords() = default;
  // `password`: the bytes as the list may have them; which of several forms is the caller's matter.
  virtual bool contains(std::string_view password) const = 0;
};

struct World {
  Time now;
  const Settings& settings;
  const Keys& keys;
  Records& records;
  Hasher& hasher;
  Random& random;  // only for the keys of messages and the ids of browsers
  const BreachedPasswords* breached = nullptr;  // none where the caisse has no such list
  Node* node = nullptr;                         // only for the page health
};

MessageKey new_message_key(Random&);

}  // namespace portillon
