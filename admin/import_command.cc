// `portillon import`.
#include <iostream>
#include <optional>
#include <sstream>

#include "admin/commands.h"
#include "admin/installation.h"
#include "admin/operator.h"
#include "admin/progress.h"

namespace portillon {
namespace {

// A line for who watches, another one for each part of the work.
class Watched {
 public:
  void operator()(const std::string& what, std::uint64_t done, std::uint64_t total) {
    if (!line_ || what != what_) line_.emplace(what, total);
    what_ = what;
    line_->at(done);
  }
  void clear() { line_.reset(); }

 private:
  std::string what_;
  std::optional<Progress> line_;
};

}  // namespace

int run_import(const ImportOrder& typed, bool json) {
  const Installation installation = Installation::load();
  const Keys keys = Keys::load(installation.keys, kImportKeys);
  ImportOrder order = typed;
  order.removals_percent = installation.removals_percent;
  order.by = operator_name();
  const auto connect = [&] { return Connection(installation.patient_database()); };
  Watched watched;
  std::ostringstream screen;  // until nobody watches any more
  const auto tell = [&] {
    watched.clear();
    std::cerr << screen.str();
  };
  try {
    const ImportResult result = import_feed(
        order, connect, keys, installation.config.settings.limits, screen, std::ref(watched));
    tell();
    std::cout << (json ? json_of(order, result) : summary_of(order, result));
    return done(result.members_refused + result.facts_refused > 0 ? kRowsRefused : kDone);
  } catch (const MustBeConfirmed& asked) {
    tell();
    std::cerr << "portillon: " << asked.what() << '\n';
    return done(kMustBeConfirmed);
  } catch (...) {
    tell();
    throw;
  }
}

}  // namespace portillon
