#pragma once
// `portillon outbox bounced`: what came back of e-mails. Nothing here shows an address, and a
// report can only speak of a message whose handle it knows.

#include <string>
#include <vector>

#include "admin/delivery_report.h"
#include "page/derivations.h"
#include "store/connection.h"

namespace portillon {

struct BouncedOrder {
  std::vector<std::string> handles;  // of messages that somebody knows have come back
  bool mail = false;                 // one whole mail on standard input
};

// False: the message is not there any more, was tried again since under another handle, or is
// settled as such already. While its courier has not yet noted that it was handed over, that note
// takes up what was told here.
bool note_report(Connection& connection, const Handled& handled, Told told);

// The first handle of the report that a key of the ring "receipt" made.
std::optional<Handled> handled_in(const DeliveryReport& report, const Keys& keys);

// With handles: 0, or kRefused if one was not ours. With --mail: always 0, whatever the mail holds,
// since a mail server answers anything else with a bounce of the bounce; kTryLater when we are the
// reason (database or keys away), so that it keeps the mail and comes again. One line on standard
// error says what became of it.
int run_outbox_bounced(const BouncedOrder& order);

}  // namespace portillon
