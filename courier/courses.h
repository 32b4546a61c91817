#pragma once
// What pages show of nobody's message after it was handed over: « reçu » after some seconds,
// nothing more, or that it could not be delivered, as often and as fast as the channel's real
// messages fare. Whether it fails hangs on the subject alone, so that a stranger's telephone is as
// dead tomorrow as it is today, and no series of tries tells it from a member's.

#include <array>
#include <chrono>
#include <mutex>
#include <vector>

#include "crypto/keyring.h"
#include "crypto/random.h"
#include "page/dispatch.h"

namespace portillon {

class Courses {
 public:
  // `assumed`: by channels whose receipts are told, so that strangers' messages have a course too
  // before twenty real ones have: members' have theirs from the first one on.
  explicit Courses(std::vector<Channel> assumed = {}) : assumed_(std::move(assumed)) {}

  // Learns how the channel's real messages fared, once a minute; the same for whoever comes.
  void refresh(Channel, Dispatch&);
  // By the channel as it was queued. Ring "code".
  Course plausible(const Claimed&, const Keys&, Random&) const;

 private:
  struct Learned {
    std::vector<Course> courses;
    std::optional<std::chrono::steady_clock::time_point> at;
  };
  std::vector<Channel> assumed_;
  mutable std::mutex mutex_;
  std::array<Learned, 3> learned_;  // by Channel
};

}  // namespace portillon
