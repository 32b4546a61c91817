#pragma once
// The FastCGI side of a page program.

#include "page/page.h"

namespace portillon {

// Serves the page on the listening socket that is descriptor 0 until SIGTERM or SIGINT, then
// finishes the requests in work. Returns the exit status: 0, or 1 after one line on standard error
// (it could not start, or the database has another schema than this program knows).
//
// Environment: PORTILLON_CONFIG (default /etc/portillon/portillon.toml), CREDENTIALS_DIRECTORY (key
// files, and `database` = the account's password), NOTIFY_SOCKET and WATCHDOG_USEC (systemd).
int serve(const Page& page);

}  // namespace portillon
