#include "shell/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <system_error>

namespace portillon {
namespace {

using std::chrono::steady_clock;

// Half of what systemd grants, as sd_watchdog_enabled(3) asks; an hour where nobody watches.
std::chrono::microseconds watchdog_pause() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return std::chrono::hours(1);
  return std::chrono::microseconds(microseconds / 2);
}

timespec until(steady_clock::time_point moment) {
  const auto left = std::max<steady_clock::duration>(moment - steady_clock::now(), {});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
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

void StopSignal::wait(int descriptor, const std::function<void()>& asked) {
  const auto pause = watchdog_pause();
  auto next = steady_clock::now() + pause;
  const int arrivals = signalfd(-1, &signals_, SFD_CLOEXEC);
  if (arrivals < 0) throw std::system_error(errno, std::generic_category(), "signalfd");
  pollfd watched[] = {{arrivals, POLLIN, 0}, {descriptor, POLLIN, 0}};
  while (true) {
    const timespec left = until(next);
    const int ready = ppoll(watched, std::size(watched), &left, nullptr);
    if (ready > 0 && watched[0].revents != 0) break;
    if (ready > 0 && watched[1].revents != 0) asked();
    if (steady_clock::now() < next) continue;
    sd_notify(0, "WATCHDOG=1");
    next = steady_clock::now() + pause;
  }
  close(arrivals);
  stopping_ = true;
  const std::uint64_t one = 1;
  if (write(event_, &one, sizeof one) < 0) return;  // already readable
}

void StopSignal::fail() {
  failed_ = true;
  kill(getpid(), SIGTERM);  // wait() is where it arrives: no other thread has it unblocked
}

}  // namespace portillon
