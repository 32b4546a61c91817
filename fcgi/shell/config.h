#pragma once
// The configuration file, checked to the last key. docs and etc/portillon.toml say what each
// setting means; page/settings.h has the limits with their defaults.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/password_hash.h"
#include "page/settings.h"

namespace portillon {

struct Config {
  Settings settings;
  std::filesystem::path pages = "/usr/share/portillon/pages";  // [paths]: templates, messages
  // [paths]: where the courier of this machine is told of new messages; empty: it finds them itself
  std::filesystem::path wake = "/run/portillon/courier.wake";
  std::filesystem::path alive = "/run/portillon/alive";  // [paths]: where pages tell that they live
  std::filesystem::path drain = "/run/portillon/drain";  // [paths]: there while the node drains
  // [health]: folders whose disk must have space left
  std::vector<std::string> disks = {"/var/lib/mysql", "/var/lib/portillon-courier", "/var/log"};
  // [database]
  std::string database_socket = "/run/mysqld/mysqld.sock";
  std::string database_name = "portillon";
  std::string account_prefix = "portillon_";  // account: the prefix and the page's stem
  std::filesystem::path breached;             // [passwords]: the filter of stolen ones; empty: none
  // [hashing]
  HashParameters hashing;
  unsigned hash_places = 0;  // computations at one time in one program; 0: one per core
  // [server]
  unsigned workers = 4;
  // [courier]: messages that are handed over at the same time
  unsigned sms_lanes = 4;
  unsigned email_lanes = 4;
};

// Tables of other programs ([courier], [sms], [mail], [letter], [admin]) are left to these.
// Throws StartError: one line with file, line and setting; for an unknown key with the nearest
// known one.
Config load_config(const std::filesystem::path& file);
Config parse_config(std::string_view toml, std::string_view name);

// $PORTILLON_CONFIG, or /etc/portillon/portillon.toml.
std::filesystem::path config_path();

}  // namespace portillon
