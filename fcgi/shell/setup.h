#pragma once
// Everything that a page program reads at its start, and never again.

#include <memory>
#include <string>
#include <vector>

#include "shell/breached_filter.h"
#include "shell/config.h"
#include "shell/program.h"
#include "shell/this_node.h"
#include "store/connection.h"

namespace portillon {

class Setup {
 public:
  // Reads $PORTILLON_CONFIG, $CREDENTIALS_DIRECTORY and the templates, and sets the time zone of
  // the process. Throws StartError or KeyError: one line each.
  explicit Setup(const Page& page);
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;

  const Program& program() const { return program_; }
  const Config& config() const { return config_; }
  Backlog& backlog() const { return *program_.backlog; }
  // One for each worker.
  Database database() const;

 private:
  Config config_;
  Keys keys_;
  Secret password_;
  Renderer renderer_;
  std::vector<Network> inside_;
  std::vector<DeskNetwork> desks_;
  Log log_;
  HashPlaces hashing_;
  Wake wake_;
  Metrics metrics_;
  std::unique_ptr<BreachedFilter> breached_;
  std::unique_ptr<ThisNode> node_;
  Backlog backlog_;
  Program program_;
};

}  // namespace portillon
