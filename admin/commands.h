#pragma once
// The subcommands of `portillon`: what each was told, and running it. Each prints to stdout and
// returns the status to exit with; what cannot be done is thrown, with one line for stderr.

#include <string>

#include "admin/import.h"

namespace portillon {

enum ExitStatus : int {
  kDone = 0,
  kFailed = 1,
  kMisused = 2,
  kRowsRefused = 3,  // import: the other rows were taken
};

struct MigrateOrder {
  bool dry_run = false;
  std::string migrations;  // folder; empty: the configuration's
  std::string account = "root";
  std::string password_file;
};

struct GrantsOrder {
  std::string passwords;
  bool apply = false;
  std::string account = "root";
  std::string password_file;
};

int run_migrate(const MigrateOrder& order);
int run_grants(const GrantsOrder& order);
int run_keys_new(const std::string& folder);
int run_keys_check(const std::string& folder);  // empty: the configuration's
int run_import(const ImportOrder& order);
int run_pages(const std::string& output);
int run_check();
int run_purge();

}  // namespace portillon
