#pragma once
// The machine that this program runs on: asked by the page `health`, and by `portillon undrain`.

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "page/node.h"

namespace portillon {

struct Config;

class ThisNode final : public Node {
 public:
  // `stems`: of the pages whose sockets are asked; none where the configuration names no folder for
  // them.
  ThisNode(const Config& config, std::vector<std::string> stems);

  Time clock() override;
  // From any thread. Pages and disks are looked at twice a second at most, however often it is
  // called; whether the node drains, each time.
  NodeState look() override;

 private:
  NodeState look_around() const;

  std::filesystem::path alive_;
  std::filesystem::path drain_;
  std::vector<std::string> disks_;
  std::vector<std::string> stems_;
  std::mutex mutex_;
  NodeState last_;
  std::chrono::steady_clock::time_point looked_{};
};

// Of `stems`, those whose socket FOLDER/STEM.sock does not say within `within` that the page
// beats (shell/pulse.h). All are asked at the same time.
std::vector<std::string> silent_pages(const std::filesystem::path& folder,
                                      const std::vector<std::string>& stems,
                                      std::chrono::milliseconds within);

// little: less than a tenth is free, of bytes or of files; none: less than a hundredth. A folder
// that is not there has enough.
Space space_of(const std::string& folder);

}  // namespace portillon
