#include "shell/pulse.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace portillon {

void Pulse::begin(unsigned worker, Clock::time_point now) noexcept {
  since_[worker] = now.time_since_epoch().count();
}

bool Pulse::beats(Clock::time_point now) const noexcept {
  const Clock::rep oldest = (now - Clock::duration(kPatience)).time_since_epoch().count();
  return std::ranges::any_of(since_, [&](const auto& since) {
    const Clock::rep began = since;
    return began == 0 || began >= oldest;
  });
}

int alive_socket() {
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(0, &names);
  int found = -1;
  for (int i = 0; i < count; ++i) {
    if (std::string_view(names[i]) == "alive") found = SD_LISTEN_FDS_START + i;
    std::free(names[i]);
  }
  std::free(names);
  if (found >= 0) fcntl(found, F_SETFL, fcntl(found, F_GETFL) | O_NONBLOCK);
  return found;
}

void tell(int alive, const Pulse& pulse) noexcept {
  const std::string_view word = pulse.beats() ? kBeats : kStands;
  int asking = -1;
  while ((asking = accept4(alive, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
    send(asking, word.data(), word.size(), MSG_NOSIGNAL);  // who no longer listens needs no answer
    close(asking);
  }
}

}  // namespace portillon
