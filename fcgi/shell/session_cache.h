#pragma once
// nginx asks `session` before every request to the private space. Within a second the answer is
// kept, so that a page with thirty images costs one query. A revocation is seen everywhere within
// that second; a new session at once, since only live ones are kept.

#include <chrono>
#include <functional>
#include <map>

#include "shell/storage.h"

namespace portillon {

// Of one worker, and for the page `session` alone: it changes nothing and reads full sessions only.
class SessionCache final : public Storage {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;
  static constexpr std::chrono::milliseconds kKept{900};  // and the answer's own way takes the rest
  static constexpr std::size_t kMost = 4096;

  explicit SessionCache(Storage& inner, Clock clock = std::chrono::steady_clock::now);

  Standing load(const std::optional<SessionId>& journey,
                const std::optional<SessionId>& full) override;
  Records& records() override { return inner_.records(); }
  bool apply(const Effects& effects, const Change& change) override;

 private:
  struct Kept {
    Standing standing;
    std::chrono::steady_clock::time_point at;
  };
  Storage& inner_;
  Clock clock_;
  std::map<SessionId, Kept> kept_;
};

}  // namespace portillon
