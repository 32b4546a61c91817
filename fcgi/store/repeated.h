#pragma once
// What lost against somebody quicker, done once more.

#include <chrono>
#include <thread>

#include "store/connection.h"

namespace portillon {

struct Tries {
  int most;
  std::chrono::milliseconds pause{0};  // before the second; one more of it before each other
};

// Runs `work` again after a Conflict; that of the last try is the caller's.
template <typename Work>
auto repeated(const Tries& tries, const Work& work) {
  for (int done = 1;; ++done) {
    try {
      return work();
    } catch (const Conflict&) {
      if (done == tries.most) throw;
    }
    if (tries.pause.count() > 0) std::this_thread::sleep_for(tries.pause * done);
  }
}

}  // namespace portillon
