#pragma once
// The demo's transport: every message becomes a file that the demo's page of messages shows.

#include <filesystem>
#include <mutex>

#include "courier/transport.h"

namespace portillon {

// NNNNNN-ID.json and, for a letter, NNNNNN-ID.pdf beside it; each appears whole or not at all.
// While the folder holds a file refuse-CHANNEL, such as refuse-sms, all messages of that channel
// are refused for good; while it holds hold-CHANNEL they have to wait.
class MailboxTransport final : public Transport {
 public:
  // Throws StartError if there is no such folder. Goes on counting where an earlier run stopped.
  explicit MailboxTransport(std::filesystem::path folder);
  Handover send(const Envelope&) override;

 private:
  void write(const std::string& name, std::string_view content) const;

  std::filesystem::path folder_;
  std::mutex mutex_;
  unsigned long last_ = 0;  // NNNNNN of the newest message
};

}  // namespace portillon
