#include "admin/key_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>

#include "admin/installation.h"
#include "crypto/keyring.h"
#include "crypto/sealed_box.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file) {
  throw StartError(file.string() + ": " + std::strerror(errno));
}

void write_all(int file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) fail(path);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// Exclusive: never over an existing key, however two calls may race.
void write_key(const fs::path& path, std::string_view line) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) fail(path);
  try {
    write_all(file, line, path);
    write_all(file, "\n", path);
    if (::fsync(file) != 0) fail(path);
  } catch (...) {
    ::close(file);
    ::unlink(path.c_str());
    throw;
  }
  ::close(file);
}

std::map<std::string_view, Secret> new_lines(Random& random, std::chrono::sys_days today) {
  constexpr std::uint8_t kFirst = 1;
  std::map<std::string_view, Secret> lines;
  KeyPairLines pair = generate_key_pair_lines(random, kFirst, today);
  lines.emplace("contact_private", std::move(pair.private_line));
  lines.emplace("contact_public", Secret::from(std::move(pair.public_line)));
  for (const std::string_view purpose : kKeyPurposes) {
    if (!lines.contains(purpose)) lines.emplace(purpose, generate_key_line(random, kFirst, today));
  }
  return lines;
}

}  // namespace

void make_keys(const fs::path& folder, Random& random, std::chrono::sys_days today) {
  std::error_code error;
  if (fs::create_directories(folder, error)) {
    fs::permissions(folder, fs::perms::owner_all, error);
  }
  if (error) throw StartError(folder.string() + ": " + error.message());
  for (const std::string_view purpose : kKeyPurposes) {
    if (fs::exists(folder / purpose)) {
      throw StartError((folder / purpose).string() + ": is there already; no key was made");
    }
  }
  std::vector<fs::path> made;
  try {
    for (const auto& [purpose, line] : new_lines(random, today)) {
      write_key(folder / purpose, line.reveal());
      made.push_back(folder / purpose);
    }
  } catch (...) {
    for (const fs::path& file : made) fs::remove(file, error);
    throw;
  }
}

void add_key(const fs::path& folder, std::string_view purpose, Random& random,
             std::chrono::sys_days today) {
  const auto lines = new_lines(random, today);
  const auto line = lines.find(purpose);
  if (line == lines.end() || purpose.starts_with("contact_p")) {
    throw StartError(std::string(purpose) + ": no purpose that a key can be added for");
  }
  write_key(folder / purpose, line->second.reveal());
}

bool key_halves_belong_together(const fs::path& folder) {
  constexpr std::array<std::string_view, 2> kHalves = {"contact_public", "contact_private"};
  const Keys keys = Keys::load(folder, kHalves);
  const Bytes box = seal_to(keys.ring("contact_public"), "check", "1", "trial");
  return open_box(keys.ring("contact_private"), "check", "1", box).has_value();
}

bool check_keys(const fs::path& folder, std::ostream& out) {
  const auto complain = [&](const std::string& what) { out << "keys: FAILED: " << what << '\n'; };
  if (!fs::is_directory(folder)) {
    complain(folder.string() + ": is not there");
    return false;
  }
  bool good = true;
  for (const std::string_view purpose : kKeyPurposes) {
    try {
      const std::array<std::string_view, 1> one = {purpose};
      Keys::load(folder, one);
      refuse_if_others_read(folder / purpose);
    } catch (const std::runtime_error& error) {
      complain(error.what());
      good = false;
    }
  }
  if (good && !key_halves_belong_together(folder)) {
    complain((folder / "contact_public").string() + ": is not the other half of contact_private");
    good = false;
  }
  return good;
}

}  // namespace portillon
