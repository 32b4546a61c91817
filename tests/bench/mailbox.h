#pragma once
// The demo's mailbox folder, watched: what came for whom.

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace bench {

enum class Kind { code, temporary };

class Mailbox {
 public:
  explicit Mailbox(std::filesystem::path folder);
  // `to`: a mail address, or the last nine digits of a number. Nothing if none came within 30 s.
  std::optional<std::string> next(const std::string& to, Kind kind);
  void forget(const std::string& to);

 private:
  void watch(const std::stop_token& stop);
  void read(const std::filesystem::path& file);

  std::filesystem::path folder_;
  int inotify_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::map<std::pair<std::string, Kind>, std::deque<std::string>> messages_;
  std::jthread watcher_;
};

}  // namespace bench
