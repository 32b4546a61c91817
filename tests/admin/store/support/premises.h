#pragma once
// A whole installation in a folder, with everything in order: what `portillon check` is to find
// good, and what a test then breaks in one place.

#include <atomic>
#include <set>
#include <string>
#include <thread>

#include "admin/check_places.h"
#include "crypto/random.h"
#include "tests/store/support/server.h"
#include "tests/support/folder.h"

namespace portillon::test {

// Listens on each page's socket and answers FastCGI's question for values, as libfcgi does.
class Listeners {
 public:
  explicit Listeners(const std::filesystem::path& folder);
  ~Listeners();
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;

  void open(const std::string& stem);
  void close(const std::string& stem);  // the file stays: nobody listens
  void silence(const std::string& stem) { silent_ = stem; }
  std::filesystem::path path(const std::string& stem) const { return folder_ / (stem + ".sock"); }

 private:
  void serve(const std::stop_token& stop);
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, int> sockets_;
  std::string silent_;
  std::set<int> held_;  // connections that are not answered
  std::jthread thread_;
};

struct Premises {
  Server& server = Server::get();
  Folder folder;
  SystemRandom random;
  Listeners listeners{folder / "run"};
  // What the machine answers.
  std::chrono::seconds clock_off{0};
  std::uint64_t free_percent = 50;
  std::string unknown_host;
  std::vector<std::string> failed_units;

  Premises();
  ~Premises();

  // Writes the configuration; a test replaces a part of it.
  void configure(std::string_view part = {}, std::string_view with = {});
  std::string config_text() const;
  CheckPlaces places(const Installation&) const;
  void fill_database();
  std::string file(std::string_view name) const { return (folder / name).string(); }
};

}  // namespace portillon::test
