#pragma once
// What one page program counts about itself, in Prometheus text format 0.0.4. Numbers since the
// program was started; nothing is kept. Every label value is a word of this source, so that neither
// a visitor nor a member can become a series (docs/security.md, Metrics).

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "page/session.h"
#include "page/step.h"
#include "store/connection.h"

namespace portillon {

class HashPlaces;
struct Overview;

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// All of it may be called by any thread.
class Metrics {
 public:
  explicit Metrics(std::string_view stem);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // A request was answered; `runs`: of the page, 0 if it was not run at all.
  void answered(int status, std::chrono::duration<double> took, unsigned runs);
  // Before a worker took it.
  void waited(std::chrono::milliseconds time);
  // What a step did, once it is done: its transaction was committed, or it needed none. `before`:
  // the session that the page saw.
  void done(const Effects& effects, const Session& before);
  // An event of the shell's own.
  void event(std::string_view name, std::string_view detail = {});
  // What one request asked of the database.
  void database(const DatabaseUse& use);

  // While one lives, a worker has a request in hand.
  class Busy {
   public:
    explicit Busy(Metrics& metrics) : busy_(metrics.busy_) { ++busy_; }
    ~Busy() { --busy_; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

   private:
    std::atomic<unsigned>& busy_;
  };

  // Everything as text. `overview`: of the whole installation, from the one page that looks.
  std::string text(unsigned workers, const HashPlaces& hashing, const Overview* overview) const;

 private:
  struct Counted;
  std::unique_ptr<Counted> counted_;
  std::atomic<unsigned> busy_ = 0;
};

}  // namespace portillon
