#include "shell/signals.h"

#include <sys/eventfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <system_error>

namespace portillon {
namespace {

// Half of what systemd grants, as sd_watchdog_enabled(3) asks; an hour where nobody watches.
timespec watchdog_pause() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return {3600, 0};
  microseconds /= 2;
  return {static_cast<time_t>(microseconds / 1'000'000),
          static_cast<long>(microseconds % 1'000'000 * 1000)};
}

}  // namespace

StopSignal::StopSignal() : event_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  sigemptyset(&signals_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals_, number);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

StopSignal::~StopSignal() { close(event_); }

void StopSignal::wait() {
  const timespec pause = watchdog_pause();
  while (sigtimedwait(&signals_, nullptr, &pause) < 0) {
    if (errno == EAGAIN) sd_notify(0, "WATCHDOG=1");
  }
  stopping_ = true;
  const std::uint64_t one = 1;
  if (write(event_, &one, sizeof one) < 0) return;  // already readable
}

void StopSignal::fail() {
  failed_ = true;
  kill(getpid(), SIGTERM);  // wait() is where it arrives: no other thread has it unblocked
}

}  // namespace portillon
