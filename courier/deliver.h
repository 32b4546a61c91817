#pragma once
// One claimed message, from its row to whoever carries it: is it still of use, where to, within the
// limit, draw its secret, write the secret's hash, hand it over, note it.
//
// A crash before the hash is written leaves nothing; after it, the row comes back when its lease
// ends, a new secret with a new reference is made, and the hash of the new one kills the earlier.

#include <chrono>
#include <functional>

#include "courier/courses.h"
#include "courier/echo.h"
#include "courier/texts.h"
#include "courier/transport.h"
#include "crypto/keyring.h"
#include "crypto/random.h"
#include "page/dispatch.h"
#include "page/settings.h"
#include "shell/log.h"

namespace portillon {

// What every lane shares; all of it may be used by several threads.
struct Equipment {
  const Settings& settings;
  const Keys& keys;  // code, temporary, contact_code, contact_private, receipt
  const Texts& texts;
  Random& random;
  Transport& transport;
  Echo& echo;
  Courses& courses;
  const Log& log;
  std::function<void(std::chrono::nanoseconds)> pause;
};

enum class Ending {
  handed_over,
  put_off,
  failed,
  dropped,
  lost,  // another courier has the row now, or will have it
};

// Throws StorageError when the database cannot answer: the row is due again when its lease ends.
// Whatever else goes wrong puts the message off, so that it stops no other one.
Ending deliver(const Claimed&, Dispatch&, const Equipment&);

// How long after its try number `tries` (from 1) a message waits: 2 s, doubling to 5 min, a quarter
// more or less, so that what failed together does not come back together.
std::chrono::milliseconds back_off(unsigned tries, Random&);

}  // namespace portillon
