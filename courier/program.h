#pragma once
// A courier as a program: everything but how it hands over.

#include <functional>
#include <memory>

#include "courier/transport.h"
#include "shell/config.h"

namespace portillon {

using MakeTransport = std::function<std::unique_ptr<Transport>(const Config&)>;

// Runs until SIGTERM, SIGINT or SIGHUP, then finishes what it has in hand. Returns the exit status:
// 0, or 1 after one line on standard error (it could not start, or the database has another schema
// than this program knows).
//
// Environment: PORTILLON_CONFIG, CREDENTIALS_DIRECTORY (key files, and `database` = the password of
// the account "courier"), NOTIFY_SOCKET and WATCHDOG_USEC (systemd).
int run_courier(const MakeTransport&);

}  // namespace portillon
