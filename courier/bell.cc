#include "courier/bell.h"

#include <poll.h>
#include <sys/socket.h>

#include "shell/wake.h"

namespace portillon {
namespace {

constexpr int kLookForStop = 200;  // milliseconds

bool takes_datagrams(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM;
}

void ring_for(char byte, Bell& bell) {
  switch (byte) {
    case kWakeSms:
      return bell.ring(Channel::sms);
    case kWakeEmail:
      return bell.ring(Channel::email);
    case kWakeLetter:
      return bell.ring(Channel::letter);
    case kWakeAll:
      return bell.ring_all();
    default:
      return;
  }
}

}  // namespace

void Bell::ring(Channel channel) {
  Rope& rope = ropes_.at(static_cast<std::size_t>(channel));
  {
    const std::scoped_lock lock(mutex_);
    rope.rung = true;
  }
  rope.pulled.notify_one();
}

void Bell::ring_all() {
  for (const Channel channel : {Channel::sms, Channel::email, Channel::letter}) ring(channel);
}

void Bell::wait(Channel channel, std::chrono::milliseconds time, const std::stop_token& stop) {
  Rope& rope = ropes_.at(static_cast<std::size_t>(channel));
  std::unique_lock lock(mutex_);
  rope.pulled.wait_for(lock, stop, time, [&] { return rope.rung; });
  rope.rung = false;
}

void listen_for_wakes(int descriptor, Bell& bell, const std::stop_token& stop) {
  if (!takes_datagrams(descriptor)) return;
  while (!stop.stop_requested()) {
    pollfd waited{descriptor, POLLIN, 0};
    if (poll(&waited, 1, kLookForStop) <= 0) continue;
    char byte = 0;
    if (recv(descriptor, &byte, 1, MSG_DONTWAIT) == 1) ring_for(byte, bell);
  }
}

}  // namespace portillon
