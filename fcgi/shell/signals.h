#pragma once
// When to stop, for the main thread and for workers that wait for requests.

#include <atomic>
#include <csignal>
#include <functional>

namespace portillon {

// Blocks SIGTERM, SIGINT and SIGHUP for the thread that makes it and for those it starts; ignores
// SIGPIPE, so that a web server that went away is an error of one write.
class StopSignal {
 public:
  StopSignal();  // throws std::system_error
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  // Of the main thread: returns when a signal came or fail() was called; meanwhile tells systemd's
  // watchdog that we live. Workers are told to stop before it returns.
  // `asked` is called whenever `descriptor` can be read (-1: never).
  void wait(int descriptor, const std::function<void()>& asked);
  void wait() { wait(-1, {}); }
  // From a worker: the program must end, with status 1.
  void fail();

  bool stopping() const { return stopping_; }
  bool failed() const { return failed_; }
  int descriptor() const { return event_; }  // readable once we are stopping

 private:
  sigset_t signals_{};
  int event_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> failed_ = false;
};

}  // namespace portillon
