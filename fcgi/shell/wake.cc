#include "shell/wake.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <variant>

namespace portillon {
namespace {

char byte_of(Channel channel) {
  switch (channel) {
    case Channel::sms:
      return kWakeSms;
    case Channel::email:
      return kWakeEmail;
    case Channel::letter:
      return kWakeLetter;
  }
  return kWakeAll;
}

}  // namespace

Wake::Wake(const std::filesystem::path& socket) : path_(socket.string()) {
  if (path_.empty()) return;
  socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

Wake::~Wake() {
  if (socket_ >= 0) ::close(socket_);
}

void Wake::call(const Effects& effects) const noexcept {
  if (socket_ < 0) return;
  for (const Effect& effect : effects) {
    if (const auto* queued = std::get_if<Queue>(&effect)) send(byte_of(queued->channel));
    if (std::holds_alternative<Notify>(effect)) send(kWakeAll);
  }
}

// Nothing is made of a failure: a full buffer means that the courier is awake already.
void Wake::send(char channel) const noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path_.copy(address.sun_path, sizeof address.sun_path - 1);
  ::sendto(socket_, &channel, 1, MSG_DONTWAIT | MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

}  // namespace portillon
