#pragma once
// Where `portillon check` looks beside the configuration, and what it asks of the machine: what a
// test puts in place of a whole server.

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "admin/installation.h"
#include "page/types.h"

namespace portillon {

struct DiskSpace {
  std::uint64_t all = 0;  // bytes
  std::uint64_t free = 0;
};

struct CheckPlaces {
  std::filesystem::path sockets = "/run/portillon";
  std::filesystem::path programs = "/usr/lib/portillon";
  std::filesystem::path providers = "/etc/portillon/providers";
  std::filesystem::path proc = "/proc";
  std::vector<std::filesystem::path> disks = {"/", "/var/log", "/var/lib/portillon",
                                              "/var/lib/portillon-courier", "/var/lib/mysql"};
  std::optional<unsigned> web_group;  // nginx's; empty: not known
  std::function<Time()> clock;
  std::function<std::optional<DiskSpace>(const std::filesystem::path&)> space;
  std::function<bool(const std::string& host)> resolves;
  // Units of ours that systemd calls failed; empty: no systemd to be asked.
  std::function<std::optional<std::vector<std::string>>()> failed_units;
  bool running = true;  // false: before the first start, when nothing serves yet

  // Of this machine.
  static CheckPlaces here(const Installation&);
};

}  // namespace portillon
