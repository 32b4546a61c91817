#include "admin/check_programs.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "pages.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kAnswers{2000};
constexpr std::uint64_t kLittleSpace = 10;  // percent
constexpr std::uint64_t kNoSpace = 3;

std::string unit(std::string_view stem, std::string_view kind) {
  return "portillon@" + std::string(stem) + "." + std::string(kind);
}

// Nothing of the file is wrong: then somebody is asked.
bool check_mode(const fs::path& socket, std::string_view stem, const CheckPlaces& places,
                Findings& found) {
  const std::string again = "systemctl restart " + unit(stem, "socket");
  struct stat status {};
  if (::lstat(socket.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) {
    found.push_back(
        {"sockets", Grade::failed, socket.string() + ": is not there",
         "systemctl start " + unit(stem, "socket") + "; systemctl status " + unit(stem, "socket")});
    return false;
  }
  if ((status.st_mode & S_IRWXO) != 0) {
    found.push_back({"sockets", Grade::failed,
                     socket.string() + ": everybody on this machine may ask the page", again});
    return false;
  }
  const bool group_writes = (status.st_mode & S_IWGRP) != 0;
  if (!group_writes || (places.web_group && status.st_gid != *places.web_group)) {
    found.push_back({"sockets", Grade::failed, socket.string() + ": nginx may not connect",
                     again + "; SocketGroup= is nginx's group"});
    return false;
  }
  return true;
}

void check_answer(const fs::path& socket, std::string_view stem, Findings& found,
                  std::size_t& forbidden) {
  switch (ask_socket(socket, kAnswers)) {
    case Answer::good:
      return;
    case Answer::forbidden:
      ++forbidden;
      return;
    case Answer::nobody:
      found.push_back({"sockets", Grade::failed, socket.string() + ": nobody listens",
                       "systemctl restart " + unit(stem, "socket")});
      return;
    case Answer::silent:
      found.push_back({"sockets", Grade::failed, socket.string() + ": the page does not answer",
                       "systemctl status " + unit(stem, "service") + "; journalctl -u " +
                           unit(stem, "service")});
      return;
  }
}

std::set<std::string> program_names() {
  std::set<std::string> names = {"portillon-courier"};
  for (const PageEntry& page : kPages) names.insert("portillon-" + std::string(page.stem));
  return names;
}

// Paths of our programs that run although their file is another one by now.
std::set<std::string> replaced_programs(const CheckPlaces& places) {
  constexpr std::string_view kDeleted = " (deleted)";
  std::set<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(places.proc, error)) {
    const std::string number = entry.path().filename().string();
    if (number.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code ignored;
    std::string exe = fs::read_symlink(entry.path() / "exe", ignored).string();
    if (!exe.ends_with(kDeleted)) continue;
    exe.erase(exe.size() - kDeleted.size());
    if (exe.starts_with((places.programs / "portillon-").string())) found.insert(exe);
  }
  return found;
}

}  // namespace

void check_sockets(const CheckPlaces& places, Findings& found) {
  const std::size_t before = found.size();
  std::size_t forbidden = 0;
  for (const PageEntry& page : kPages) {
    const fs::path socket = places.sockets / (std::string(page.stem) + ".sock");
    if (check_mode(socket, page.stem, places, found)) {
      check_answer(socket, page.stem, found, forbidden);
    }
  }
  struct stat status {};
  const fs::path wake = places.sockets / "courier.wake";
  if (::lstat(wake.c_str(), &status) != 0) {
    found.push_back({"sockets", Grade::warning,
                     wake.string() + ": is not there: messages leave a second later",
                     "systemctl start portillon-courier.socket"});
  }
  if (forbidden > 0) {
    found.push_back({"sockets", Grade::unseen,
                     std::to_string(forbidden) + " pages could not be asked by this user",
                     "sudo portillon check"});
  }
  if (found.size() == before) {
    found.push_back(
        {"sockets",
         Grade::ok,
         std::to_string(std::size(kPages)) + " pages answer in " + places.sockets.string(),
         {}});
  }
}

void check_units(const CheckPlaces& places, Findings& found) {
  const auto failed = places.failed_units();
  if (!failed) {
    found.push_back(
        {"units", Grade::unseen, "no systemd to be asked", "systemctl --failed 'portillon*'"});
    return;
  }
  for (const std::string& name : *failed) {
    found.push_back({"units", Grade::failed, name + " has failed",
                     "journalctl -u " + name + "; systemctl reset-failed " + name +
                         " && systemctl start " + name});
  }
  if (failed->empty()) found.push_back({"units", Grade::ok, "none has failed", {}});
}

void check_disks(const CheckPlaces& places, Findings& found) {
  const std::size_t before = found.size();
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen;  // several folders of one disk: once
  for (const fs::path& path : places.disks) {
    const auto space = places.space(path);
    if (!space || space->all == 0 || !seen.emplace(space->all, space->free).second) continue;
    const std::uint64_t percent = space->free / ((space->all + 99) / 100);
    if (percent >= kLittleSpace) continue;
    found.push_back({"disk", percent < kNoSpace ? Grade::failed : Grade::warning,
                     path.string() + ": " + std::to_string(percent) + " % are free",
                     "du -xh --max-depth=2 " + path.string() +
                         " | sort -h; journalctl --vacuum-size=1G; portillon purge"});
  }
  if (found.size() == before) found.push_back({"disk", Grade::ok, "there is space", {}});
}

void check_versions(const CheckPlaces& places, Findings& found) {
  const std::size_t before = found.size();
  const std::set<std::string> wanted = program_names();
  std::error_code error;
  for (const std::string& name : wanted) {
    if (fs::exists(places.programs / name, error)) continue;
    found.push_back({"programs", Grade::failed,
                     (places.programs / name).string() + ": is not there",
                     "apt install --reinstall portillon"});
  }
  for (const auto& entry : fs::directory_iterator(places.programs, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("portillon-") || wanted.contains(name)) continue;
    found.push_back({"programs", Grade::warning,
                     entry.path().string() + ": no page of this version",
                     "it is left over from an older version: rm " + entry.path().string()});
  }
  for (const std::string& program : replaced_programs(places)) {
    found.push_back({"programs", Grade::warning, program + ": the former version still runs",
                     "systemctl restart portillon.target (no request is lost)"});
  }
  if (found.size() == before) {
    found.push_back(
        {"programs",
         Grade::ok,
         std::to_string(wanted.size()) + " of this version in " + places.programs.string(),
         {}});
  }
}

}  // namespace portillon
