#include "admin/check_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "admin/key_files.h"
#include "pages.h"
#include "shell/breached_filter.h"
#include "shell/program.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

std::string octal(mode_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & 07777));
  return text.data();
}

// Of a file or folder that is for its owner's eyes: root's, or of whoever runs this.
void check_private(std::string_view part, const fs::path& path, mode_t wanted, Findings& found) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if ((status.st_mode & kOthers) != 0) {
    found.push_back({part, Grade::failed,
                     path.string() + ": others can read it (mode " + octal(status.st_mode) + ")",
                     "chmod " + octal(wanted).substr(1) + " " + path.string()});
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    found.push_back({part, Grade::failed,
                     path.string() + ": belongs to user " + std::to_string(status.st_uid),
                     "chown root: " + path.string()});
  }
  if (S_ISREG(status.st_mode) && status.st_nlink > 1) {
    found.push_back({part, Grade::warning,
                     path.string() + ": has a second name elsewhere, such as in a backup",
                     "find / -xdev -samefile " + path.string() +
                         "; keep keys apart from the database's backup"});
  }
}

void check_key(const fs::path& folder, std::string_view purpose, Findings& found) {
  const fs::path file = folder / purpose;
  std::error_code error;
  if (!fs::exists(file, error)) {
    const bool half = purpose.starts_with("contact_p");
    found.push_back({"keys", Grade::failed, file.string() + ": is not there",
                     half ? "restore it from the copy of the keys: nothing else opens contacts"
                          : "portillon keys add " + std::string(purpose) +
                                " if a newer release wants it; else restore it from the copy"});
    return;
  }
  check_private("keys", file, 0600, found);
  try {
    KeyRing::load(folder, purpose);
  } catch (const KeyError& problem) {
    found.push_back({"keys", Grade::failed, problem.what(),
                     "restore " + file.string() + " from the copy of the keys"});
  }
}

bool is_wanted(const std::string& name) {
  // What a rotation leaves for a moment, and what systemd hands over beside the keys.
  return std::ranges::find(kKeyPurposes, name) != kKeyPurposes.end() || name.starts_with('.') ||
         name == "database" || name == "operator";
}

}  // namespace

std::optional<Installation> check_configuration(Findings& found) {
  try {
    Installation installation = Installation::load();
    const std::string file = installation.file.string();
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
      found.push_back(
          {"configuration", Grade::failed, file + ": others can write it", "chmod 644 " + file});
    } else {
      found.push_back({"configuration", Grade::ok, file, {}});
    }
    return installation;
  } catch (const std::exception& problem) {
    found.push_back({"configuration", Grade::failed, problem.what(),
                     "correct this line of " + config_path().string()});
    return std::nullopt;
  }
}

void check_keys(const fs::path& folder, Findings& found) {
  const std::size_t before = found.size();
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    found.push_back({"keys", Grade::failed, folder.string() + ": is not there",
                     "portillon keys new --directory " + folder.string() +
                         ", or restore the copy of the keys"});
    return;
  }
  check_private("keys", folder, 0700, found);
  for (const std::string_view purpose : kKeyPurposes) check_key(folder, purpose, found);
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (is_wanted(entry.path().filename().string())) continue;
    found.push_back({"keys", Grade::warning, entry.path().string() + ": no program wants it",
                     "move it to where copies of keys are kept"});
  }
  if (error) {
    found.push_back(
        {"keys", Grade::unseen, folder.string() + ": " + error.message(), "sudo portillon check"});
  }
  if (found.size() == before && !key_halves_belong_together(folder)) {
    found.push_back(
        {"keys", Grade::failed,
         (folder / "contact_public").string() + ": is not the other half of contact_private",
         "restore both from the same copy of the keys"});
  }
  if (found.size() == before) {
    found.push_back({"keys",
                     Grade::ok,
                     std::to_string(kKeyPurposes.size()) + " files in " + folder.string(),
                     {}});
  }
}

void check_secrets(const Installation& installation, const CheckPlaces& places, Findings& found) {
  const std::size_t before = found.size();
  for (const fs::path& folder : {installation.password.parent_path(), places.providers}) {
    if (folder == installation.keys) continue;  // credentials: looked at with the keys
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (entry.is_regular_file(error)) check_private("secrets", entry.path(), 0600, found);
    }
    if (error == std::errc::permission_denied) {
      found.push_back({"secrets", Grade::unseen, folder.string() + ": was not looked at",
                       "sudo portillon check"});
    }
  }
  if (found.size() == before) {
    found.push_back({"secrets", Grade::ok, "passwords are their owner's alone", {}});
  }
}

void check_templates(const Config& config, Findings& found) {
  try {
    std::vector<std::string_view> stems(std::begin(kShellTemplates), std::end(kShellTemplates));
    for (const PageEntry& page : kPages) {
      if (shows_something(page.stem)) stems.push_back(page.stem);
    }
    const Renderer renderer(config.pages, config.settings, stems);
    found.push_back({"pages", Grade::ok, config.pages.string(), {}});
  } catch (const std::exception& problem) {
    found.push_back({"pages", Grade::failed, problem.what(),
                     "apt install --reinstall portillon, or correct [paths] pages"});
  }
}

// Whole, where a page looks at its beginning only.
void check_stolen_passwords(const Config& config, Findings& found) {
  if (config.breached.empty()) {
    found.push_back({"stolen passwords", Grade::ok, "none configured", {}});
    return;
  }
  try {
    const BreachedFilter filter(config.breached);
    filter.verify();
    found.push_back(
        {"stolen passwords",
         Grade::ok,
         config.breached.string() + ", " + std::to_string(filter.header().entries) + " entries",
         {}});
  } catch (const std::exception& problem) {
    found.push_back({"stolen passwords", Grade::failed, problem.what(),
                     "portillon breached build --from LIST --output " + config.breached.string()});
  }
}

}  // namespace portillon
