#include "shell/this_node.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "shell/config.h"
#include "shell/pulse.h"

namespace portillon {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPagesAnswerWithin{200};
constexpr milliseconds kLookEvery{500};

// One question to one page.
class Question {
 public:
  Question(std::string stem, const std::filesystem::path& folder);
  ~Question() {
    if (socket_ >= 0) ::close(socket_);
  }
  Question(Question&& other) noexcept
      : stem_(std::move(other.stem_)), socket_(std::exchange(other.socket_, -1)) {}
  Question& operator=(Question&&) = delete;

  const std::string& stem() const { return stem_; }
  int socket() const { return socket_; }
  bool answered_well() const;

 private:
  std::string stem_;
  int socket_;
};

// A full queue refuses at once, as a socket that is not there does: nobody takes anything from it.
Question::Question(std::string stem, const std::filesystem::path& folder)
    : stem_(std::move(stem)),
      socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (folder / (stem_ + ".sock")).string();
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

bool Question::answered_well() const {
  char word[16];
  const ssize_t got = ::recv(socket_, word, sizeof word, 0);
  return got > 0 && std::string_view(word, static_cast<std::size_t>(got)) == kBeats;
}

Space space_of(std::uint64_t free, std::uint64_t all) {
  if (all == 0 || free >= all / 10) return Space::enough;  // 0: this file system counts no files
  return free >= all / 100 ? Space::little : Space::none;
}

}  // namespace

std::vector<std::string> silent_pages(const std::filesystem::path& folder,
                                      const std::vector<std::string>& stems, milliseconds within) {
  std::vector<Question> asked;
  std::vector<std::string> silent;
  for (const std::string& stem : stems) {
    Question question(stem, folder);
    if (question.socket() < 0)
      silent.push_back(stem);
    else
      asked.push_back(std::move(question));
  }
  std::vector<pollfd> waiting;
  for (const Question& question : asked) waiting.push_back({question.socket(), POLLIN, 0});
  const auto until = steady_clock::now() + within;
  std::size_t answers = 0;
  while (answers < waiting.size()) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) break;
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(left.count())) <= 0) continue;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      if (!asked[i].answered_well()) silent.push_back(asked[i].stem());
      waiting[i].fd = -1;
      ++answers;
    }
  }
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (waiting[i].fd >= 0) silent.push_back(asked[i].stem());
  }
  std::ranges::sort(silent);
  return silent;
}

Space space_of(const std::string& folder) {
  struct statvfs found {};
  if (::statvfs(folder.c_str(), &found) != 0) return Space::enough;
  return std::max(space_of(found.f_bavail, found.f_blocks),
                  space_of(found.f_favail, found.f_files));
}

ThisNode::ThisNode(const Config& config, std::vector<std::string> stems)
    : alive_(config.alive), drain_(config.drain), disks_(config.disks), stems_(std::move(stems)) {
  if (alive_.empty()) stems_.clear();
}

Time ThisNode::clock() {
  return std::chrono::floor<Time::duration>(std::chrono::system_clock::now());
}

NodeState ThisNode::look() {
  const std::lock_guard lock(mutex_);
  const auto now = steady_clock::now();
  if (looked_ == steady_clock::time_point{} || now - looked_ >= kLookEvery) {
    last_ = look_around();
    looked_ = steady_clock::now();
  }
  last_.draining = !drain_.empty() && ::access(drain_.c_str(), F_OK) == 0;
  return last_;
}

NodeState ThisNode::look_around() const {
  NodeState state;
  state.silent = silent_pages(alive_, stems_, kPagesAnswerWithin);
  for (const std::string& folder : disks_) {
    if (const Space space = space_of(folder); space != Space::enough) {
      state.disks.push_back({folder, space});
    }
  }
  return state;
}

}  // namespace portillon
