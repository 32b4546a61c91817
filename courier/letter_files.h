#pragma once
// Files that appear whole or not at all, and stay when the machine loses its power.

#include <chrono>
#include <filesystem>
#include <functional>
#include <string_view>

#include "crypto/bytes.h"
#include "page/types.h"

namespace portillon {

// What is half-written ends like this; whoever finds one may delete it under the lock.
inline constexpr std::string_view kHalfWritten = ".new";

// All throw std::system_error; it names no path. What a call says has happened is on the disk when
// the call returns.
class LetterFiles {
 public:
  // `after_each`: called after each operation on the disk; a test stops there.
  explicit LetterFiles(std::function<void()> after_each = {})
      : after_each_(std::move(after_each)) {}

  // 0700; there already: nothing happens. The folder above must be there.
  void make_folder(const std::filesystem::path&) const;
  // 0600, dated `at`; takes the place of a file of that name.
  void write(const std::filesystem::path&, std::string_view bytes, Time at) const;
  // A file or folder, whole. Nothing may have the new name.
  void move(const std::filesystem::path& from, const std::filesystem::path& to) const;
  // A file or an empty folder; gone already: nothing happens.
  void remove(const std::filesystem::path&) const;

  static Bytes read(const std::filesystem::path&);
  static Time dated(const std::filesystem::path&);

 private:
  void did() const {
    if (after_each_) after_each_();
  }
  void sync_folder(const std::filesystem::path&) const;
  std::function<void()> after_each_;
};

// Held by one thread of one process of all that share a spool. The kernel lets go of it when the
// process ends.
class LetterLock {
 public:
  // Waits `within` at most; then held() is false.
  LetterLock(const std::filesystem::path& file, std::chrono::milliseconds within);
  ~LetterLock();
  LetterLock(const LetterLock&) = delete;
  LetterLock& operator=(const LetterLock&) = delete;
  bool held() const { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

}  // namespace portillon
