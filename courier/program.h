#pragma once
// A courier as a program: everything but how it hands over.

#include <functional>
#include <memory>

#include "courier/texts.h"
#include "courier/transport.h"
#include "crypto/random.h"
#include "shell/config.h"
#include "shell/log.h"

namespace portillon {

// What a transport is made from; all of it outlives it.
struct Means {
  const Config& config;
  const Texts& texts;
  Random& random;
  const Log& log;
};

// Throws StartError.
using MakeTransport = std::function<std::unique_ptr<Transport>(const Means&)>;

// Runs until SIGTERM, SIGINT or SIGHUP, then finishes what it has in hand. Returns the exit status:
// 0, or 1 after one line on standard error (it could not start, or the database has another schema
// than this program knows).
//
// Environment: PORTILLON_CONFIG, CREDENTIALS_DIRECTORY (key files, and `database` = the password of
// the account "courier"), NOTIFY_SOCKET and WATCHDOG_USEC (systemd).
int run_courier(const MakeTransport&);

}  // namespace portillon
