#pragma once
// A page tells the courier of its machine that a message waits, so that nobody waits for the next
// look into the outbox. One datagram per channel on a unix socket, never waited for: the outbox is
// the truth, and a courier that is away or on another machine finds the row by looking.

#include <filesystem>

#include "page/step.h"

namespace portillon {

// The one byte of a datagram.
inline constexpr char kWakeSms = 's';
inline constexpr char kWakeEmail = 'e';
inline constexpr char kWakeLetter = 'l';
inline constexpr char kWakeAll = '*';

class Wake {
 public:
  // No socket there, or an empty path: calls do nothing.
  explicit Wake(const std::filesystem::path& socket);
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  // Once for each message that these effects have queued. From any thread.
  void call(const Effects&) const noexcept;

 private:
  void send(char channel) const noexcept;
  std::string path_;
  int socket_ = -1;
};

}  // namespace portillon
