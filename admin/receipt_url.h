#pragma once
// `portillon outbox receipt-url PROVIDER`: what to enter at a provider whose receipts know a
// message only by a name of its own.

#include <string>

namespace portillon {

// Prints the address with the provider's token; for a provider whose receipts carry our own handle,
// the address without one, as {receipt} has it. The token is as good as a key: whoever has it and
// is let in by nginx can call messages delivered. Returns the exit status; throws StartError for a
// provider that [[receipts]] does not have, or whose url is not said.
int run_outbox_receipt_url(const std::string& provider);

}  // namespace portillon
