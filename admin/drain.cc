#include "admin/drain.h"

#include <sys/stat.h>

#include <fstream>

#include "shell/start_error.h"

namespace portillon {
namespace {

using std::chrono::seconds;

constexpr std::string_view kTarget = "portillon.target";
// TimeoutStopSec= of the courier, which finishes what it has in hand, and some more.
constexpr seconds kStopsWithin{75};
constexpr seconds kAnswersWithin{30};
constexpr std::chrono::milliseconds kLook{100};

const std::vector<std::string> kRunning = {"active", "activating", "reloading", "deactivating"};
const std::vector<std::string> kPrograms = {"portillon@*.service", "portillon-courier.service"};
const std::vector<std::string> kTargets = {"portillon.target"};

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : ", ") + name;
  return all;
}

}  // namespace

bool Drain::within(seconds time, const std::function<bool()>& reached) {
  for (std::chrono::milliseconds waited{0}; !reached(); waited += kLook) {
    if (waited >= time) return false;
    sleep_(kLook);
  }
  return true;
}

void Drain::drain(const DrainPlan& plan) {
  if (std::filesystem::exists(plan.flag)) {
    out_ << "drain: this node is out already (" << plan.flag.string() << ")" << std::endl;
  } else {
    std::ofstream file(plan.flag);
    file << plan.by << '\n';
    file.close();
    if (!file) throw StartError(plan.flag.string() + ": cannot be written (as root?)");
    ::chmod(plan.flag.c_str(), 0644);
    out_ << "drain: sante/pret answers 503 from now on" << std::endl;
    if (plan.wait.count() > 0) {
      out_ << "drain: " << plan.wait.count()
           << " s, for load balancers to see it; pages serve on meanwhile" << std::endl;
      sleep_(plan.wait);
    }
  }
  if (plan.stop) stop();
  out_ << "drain: done; the way back: portillon undrain" << std::endl;
}

void Drain::stop() {
  if (units_.in_state(kRunning, kPrograms).empty()) {
    out_ << "drain: pages and courier are stopped already" << std::endl;
    return;
  }
  out_ << "drain: stopping; requests and messages in hand are finished" << std::endl;
  units_.stop(kTarget);
  if (within(kStopsWithin, [&] { return units_.in_state(kRunning, kPrograms).empty(); })) return;
  throw StartError("still running: " + joined(units_.in_state(kRunning, kPrograms)));
}

void Drain::undrain(const std::filesystem::path& flag) {
  if (units_.in_state({"active"}, kTargets).empty()) {
    out_ << "undrain: starting " << kTarget << std::endl;
    units_.start(kTarget);
  }
  if (!within(kAnswersWithin, [&] { return silent_().empty(); })) {
    throw StartError("these pages do not answer, so this node stays out: " + joined(silent_()));
  }
  out_ << "undrain: every page answers" << std::endl;
  std::error_code error;
  const bool was_out = std::filesystem::remove(flag, error);
  if (error) throw StartError(flag.string() + ": cannot be removed (as root?)");
  out_ << (was_out ? "undrain: sante/pret tells how this node is from now on"
                   : "undrain: this node was not out")
       << std::endl;
}

}  // namespace portillon
