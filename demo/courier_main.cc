// The demo's courier: the product's, but that it hands over into the folder $PORTILLON_MAILBOX.
#include <cstdlib>

#include "courier/program.h"
#include "demo/mailbox_transport.h"

int main() {
  return portillon::run_courier([](const portillon::Means&) {
    const char* folder = std::getenv("PORTILLON_MAILBOX");
    return std::make_unique<portillon::MailboxTransport>(folder ? folder : "");
  });
}
