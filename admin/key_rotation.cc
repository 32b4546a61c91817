#include "admin/key_rotation.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>

#include "shell/start_error.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

// What opens comes before what seals: between the two files whoever seals with the new key is
// understood, and a key that nothing seals with any more is the first to go.
constexpr std::array<std::string_view, 2> kPair = {"contact_private", "contact_public"};
// Rows are looked up by these hashes, under two keys in one statement (page/types.h, Lookup).
constexpr std::array<std::string_view, 2> kLookedUp = {"index", "proof"};

[[noreturn]] void fail(const fs::path& file) {
  throw StartError(file.string() + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {
    if (number_ < 0) fail(path);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// One sysadmin at a time; the lock ends with the process.
class Folder {
 public:
  explicit Folder(const fs::path& path) : path_(path), open_(path, O_RDONLY | O_DIRECTORY) {
    if (::flock(open_.number(), LOCK_EX | LOCK_NB) != 0) {
      throw StartError(path.string() + ": keys are being changed by somebody else");
    }
  }

  KeyRing ring(std::string_view purpose) const { return KeyRing::load(path_, purpose); }

  // Written beside it and renamed over it: at every moment, and after a crash, the file is the old
  // one or the new one. Owner and mode stay.
  void replace(std::string_view purpose, const Secret& text) const {
    const fs::path file = path_ / purpose;
    const fs::path draft = path_ / ("." + std::string(purpose) + ".new");
    struct stat old {};
    if (::stat(file.c_str(), &old) != 0) fail(file);
    ::unlink(draft.c_str());  // of a run that died: nobody else holds the lock
    try {
      const Descriptor out(draft, O_WRONLY | O_CREAT | O_EXCL, 0600);
      write_all(out.number(), text.reveal(), draft);
      if (::fchown(out.number(), old.st_uid, old.st_gid) != 0 ||
          ::fchmod(out.number(), old.st_mode & 07777) != 0 || ::fsync(out.number()) != 0) {
        fail(draft);
      }
      if (::rename(draft.c_str(), file.c_str()) != 0) fail(file);
    } catch (...) {
      ::unlink(draft.c_str());
      throw;
    }
    if (::fsync(open_.number()) != 0) fail(path_);
  }

  static Secret text_of(const KeyRing& ring, const Secret& first = {}, int without = 0) {
    std::string text;
    text.reserve(ring.all().size() * 64 + first.size() + 64);  // a line is 59 bytes at most
    if (!first.empty()) text.append(first.reveal()).append("\n");
    for (const Key& key : ring.all()) {
      if (key.id == without) continue;
      const Secret line = key_line(key);
      text.append(line.reveal()).append("\n");
    }
    return Secret::from(std::move(text));
  }

 private:
  static void write_all(int file, std::string_view bytes, const fs::path& path) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file, bytes.data(), bytes.size());
      if (written < 0) fail(path);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  fs::path path_;
  Descriptor open_;
};

std::uint8_t next_id(const std::vector<KeyRing>& rings) {
  const auto used = [&](int id) {
    return std::ranges::any_of(rings, [&](const KeyRing& ring) {
      return ring.find(static_cast<std::uint8_t>(id)) != nullptr;
    });
  };
  int highest = 0;
  for (int id = 1; id <= 255; ++id) {
    if (used(id)) highest = id;
  }
  if (highest < 255) return static_cast<std::uint8_t>(highest + 1);
  for (int id = 1; id <= 255; ++id) {
    if (!used(id)) return static_cast<std::uint8_t>(id);
  }
  throw StartError("255 keys are there: retire some first");
}

std::map<std::string_view, Secret> new_lines(std::string_view purpose, Random& random,
                                             std::uint8_t id, std::chrono::sys_days today) {
  std::map<std::string_view, Secret> lines;
  if (std::ranges::find(kPair, purpose) != kPair.end()) {
    KeyPairLines pair = generate_key_pair_lines(random, id, today);
    lines.emplace("contact_private", std::move(pair.private_line));
    lines.emplace("contact_public", Secret::from(std::move(pair.public_line)));
  } else {
    lines.emplace(purpose, generate_key_line(random, id, today));
  }
  return lines;
}

}  // namespace

std::vector<std::string_view> key_files_of(std::string_view purpose) {
  const auto known = std::ranges::find(kKeyPurposes, purpose);
  if (known == kKeyPurposes.end()) {
    throw StartError(std::string(purpose) + ": is no purpose (see portillon keys list)");
  }
  if (std::ranges::find(kPair, purpose) != kPair.end()) return {kPair.begin(), kPair.end()};
  return {*known};
}

std::uint8_t rotate_key(const fs::path& folder, std::string_view purpose, Random& random,
                        std::chrono::sys_days today) {
  const auto files = key_files_of(purpose);
  const Folder held(folder);
  std::vector<KeyRing> rings;
  for (const std::string_view file : files) rings.push_back(held.ring(file));
  if (std::ranges::find(kLookedUp, purpose) != kLookedUp.end() && rings[0].all().size() > 1) {
    throw StartError(std::string(purpose) + ": key " + std::to_string(rings[0].previous().id) +
                     " is to be retired first: two keys at most can be looked up");
  }
  const std::uint8_t id = next_id(rings);
  const auto lines = new_lines(purpose, random, id, today);
  for (std::size_t i = 0; i < files.size(); ++i) {
    held.replace(files[i], Folder::text_of(rings[i], lines.at(files[i])));
  }
  return id;
}

void remove_key(const fs::path& folder, std::string_view purpose, std::uint8_t id) {
  auto files = key_files_of(purpose);
  std::ranges::reverse(files);
  const Folder held(folder);
  bool found = false;
  for (const std::string_view file : files) {
    const KeyRing ring = held.ring(file);
    if (ring.find(id) == nullptr) continue;
    if (ring.current().id == id) {
      throw StartError(std::string(file) + ": key " + std::to_string(id) +
                       " is the one in use (rotate first)");
    }
    held.replace(file, Folder::text_of(ring, {}, id));
    found = true;
  }
  if (!found) throw StartError(std::string(purpose) + ": has no key " + std::to_string(id));
}

}  // namespace portillon
