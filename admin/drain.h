#pragma once
// `portillon drain` and `undrain`: this node leaves the load balancers and comes back, so that no
// visitor meets a closed door. The flag is a file of /run: a machine that was switched off comes
// back as it is meant to be, serving.

#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "admin/service_manager.h"

namespace portillon {

struct DrainPlan {
  std::filesystem::path flag;   // [paths] drain: while it is there, sante/pret answers 503
  std::string by;               // the operator
  std::chrono::seconds wait{};  // until the load balancers surely send nobody any more
  bool stop = false;            // the pages and the courier too
};

class Drain {
 public:
  using Sleep = std::function<void(std::chrono::milliseconds)>;
  // `silent`: names of the pages that do not answer at this moment.
  Drain(std::ostream& out, Units& units, std::function<std::vector<std::string>()> silent,
        Sleep sleep)
      : out_(out), units_(units), silent_(std::move(silent)), sleep_(std::move(sleep)) {}

  // Each tells what it does. Done twice, the second one finds nothing to do, and no harm.
  // Throws StartError: the flag cannot be written, or a unit does not stop.
  void drain(const DrainPlan& plan);
  // What was stopped is started; only when every page answers is the flag taken away. Throws
  // StartError that names those that do not: the node stays out.
  void undrain(const std::filesystem::path& flag);

 private:
  void stop();
  bool within(std::chrono::seconds time, const std::function<bool()>& reached);

  std::ostream& out_;
  Units& units_;
  std::function<std::vector<std::string>()> silent_;
  Sleep sleep_;
};

}  // namespace portillon
