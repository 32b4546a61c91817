#include "courier/letter_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>
#include <thread>

namespace portillon {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void require(bool good, const char* what) {
  if (!good) fail(what);
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    require(number_ >= 0, "open");
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    require(written > 0, "write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

timespec timespec_of(Time at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  return {std::chrono::system_clock::to_time_t(whole), 0};
}

}  // namespace

void LetterFiles::sync_folder(const fs::path& folder) const {
  const Descriptor opened(folder, O_RDONLY | O_DIRECTORY);
  require(::fsync(opened.number()) == 0, "fsync");
  did();
}

void LetterFiles::make_folder(const fs::path& folder) const {
  if (::mkdir(folder.c_str(), 0700) != 0) {
    require(errno == EEXIST && fs::is_directory(fs::symlink_status(folder)), "mkdir");
    return;
  }
  did();
  sync_folder(folder.parent_path());
}

void LetterFiles::write(const fs::path& file, std::string_view bytes, Time at) const {
  const fs::path half = file.string() + std::string(kHalfWritten);
  remove(half);
  {
    const Descriptor opened(half, O_WRONLY | O_CREAT | O_EXCL);
    did();
    write_all(opened.number(), bytes);
    did();
    const timespec times[2] = {timespec_of(at), timespec_of(at)};
    require(::futimens(opened.number(), times) == 0, "futimens");
    require(::fsync(opened.number()) == 0, "fsync");
    did();
  }
  require(::rename(half.c_str(), file.c_str()) == 0, "rename");
  did();
  sync_folder(file.parent_path());
}

void LetterFiles::move(const fs::path& from, const fs::path& to) const {
  require(::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0,
          "rename");
  did();
  sync_folder(to.parent_path());
  sync_folder(from.parent_path());
}

void LetterFiles::remove(const fs::path& path) const {
  if (::remove(path.c_str()) != 0) {
    require(errno == ENOENT, "remove");
    return;
  }
  did();
  sync_folder(path.parent_path());
}

Bytes LetterFiles::read(const fs::path& file) {
  const Descriptor opened(file, O_RDONLY);
  Bytes bytes;
  char part[64 * 1024];
  for (;;) {
    const ssize_t got = ::read(opened.number(), part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    require(got >= 0, "read");
    if (got == 0) return bytes;
    bytes.append(part, static_cast<std::size_t>(got));
  }
}

Time LetterFiles::dated(const fs::path& file) {
  struct stat status {};
  require(::lstat(file.c_str(), &status) == 0, "stat");
  return Time(std::chrono::seconds(status.st_mtim.tv_sec));
}

LetterLock::LetterLock(const fs::path& file, std::chrono::milliseconds within) {
  constexpr std::chrono::milliseconds kPause{5};
  const auto until = std::chrono::steady_clock::now() + within;
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor_ < 0) return;
  for (;;) {
    held_ = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    if (held_ || std::chrono::steady_clock::now() >= until) return;
    std::this_thread::sleep_for(kPause);
  }
}

LetterLock::~LetterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace portillon
