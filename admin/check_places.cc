#include "admin/check_places.h"

#include <grp.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <systemd/sd-bus.h>

#include <memory>

namespace portillon {
namespace {

std::optional<DiskSpace> space_of(const std::filesystem::path& path) {
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return std::nullopt;
  const std::uint64_t block = status.f_frsize;
  return DiskSpace{block * status.f_blocks, block * status.f_bavail};
}

bool host_resolves(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const bool good = ::getaddrinfo(host.c_str(), nullptr, &hints, &found) == 0;
  if (found != nullptr) ::freeaddrinfo(found);
  return good;
}

struct FreeBus {
  void operator()(sd_bus* bus) const { sd_bus_flush_close_unref(bus); }
};
struct FreeMessage {
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};

// ListUnitsByPatterns(states, patterns): each unit as ssssssouso, of which the first is its name.
std::optional<std::vector<std::string>> failed_units_of_systemd() {
  sd_bus* opened = nullptr;
  if (sd_bus_open_system(&opened) < 0) return std::nullopt;
  const std::unique_ptr<sd_bus, FreeBus> bus(opened);
  sd_bus_message* answered = nullptr;
  const int asked =
      sd_bus_call_method(bus.get(), "org.freedesktop.systemd1", "/org/freedesktop/systemd1",
                         "org.freedesktop.systemd1.Manager", "ListUnitsByPatterns", nullptr,
                         &answered, "asas", 1, "failed", 1, "portillon*");
  const std::unique_ptr<sd_bus_message, FreeMessage> answer(answered);
  if (asked < 0 || sd_bus_message_enter_container(answer.get(), 'a', "(ssssssouso)") < 0) {
    return std::nullopt;
  }
  std::vector<std::string> units;
  const char* name = nullptr;
  while (sd_bus_message_enter_container(answer.get(), 'r', "ssssssouso") > 0) {
    if (sd_bus_message_read(answer.get(), "s", &name) > 0) units.emplace_back(name);
    sd_bus_message_skip(answer.get(), "sssssouso");
    sd_bus_message_exit_container(answer.get());
  }
  return units;
}

}  // namespace

CheckPlaces CheckPlaces::here(const Installation& installation) {
  CheckPlaces places;
  if (!installation.config.wake.empty()) places.sockets = installation.config.wake.parent_path();
  if (const group* web = ::getgrnam("www-data")) places.web_group = web->gr_gid;
  places.clock = [] {
    return std::chrono::floor<Time::duration>(std::chrono::system_clock::now());
  };
  places.space = space_of;
  places.resolves = host_resolves;
  places.failed_units = failed_units_of_systemd;
  return places;
}

}  // namespace portillon
