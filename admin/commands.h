#pragma once
// The subcommands of `portillon`: what each was told, and running it. Each prints to stdout and
// returns the status to exit with; what cannot be done is thrown, with one line for stderr.

#include <array>
#include <cstdint>
#include <string>

#include "admin/import.h"

namespace portillon {

enum ExitStatus : int {
  kDone = 0,
  kFailed = 1,
  kMisused = 2,
  kRowsRefused = 3,  // import, breached build: the other rows were taken
  kRefused = 3,      // something stands against it, nothing was changed (a limit, a rule, a second
                     // operator); breached check: the password is in the list; outbox bounced: no
                     // handle of ours
  kMustBeConfirmed = 4,  // import: it would remove too many members; nothing was written
  kTryLater = 75,  // outbox bounced --mail: EX_TEMPFAIL of sysexits.h, which mail servers know
};

struct MigrateOrder {
  bool dry_run = false;
  std::string migrations;  // folder; empty: the configuration's
  std::string account = "root";
  std::string password_file;
};

struct GrantsOrder {
  std::string passwords;
  std::string from = "localhost";
  bool apply = false;
  std::string account = "root";
  std::string password_file;
};

struct KeysOrder {
  std::string directory;  // empty: the configuration's
  bool files_alone = false;
  std::string purpose;
  unsigned id = 0;
  std::string because;  // a word of kBecause; empty: only what nothing needs
  unsigned batch = 100;
  bool json = false;
};

struct BreachedOrder {
  std::string from;            // the published list; "-": standard input
  std::string output;          // the filter
  std::uint64_t at_least = 0;  // take only what was seen so often; 0: all
  unsigned rate_bits = 16;     // one false positive in 2^rate_bits, or less
};

struct BreachedLook {
  std::string file;  // the filter
  bool json = false;
};

struct PurgeOrder {
  bool json = false;
};

struct StatsOrder {
  bool json = false;
};

struct SizingOrder {
  std::uint64_t members = 100'000;
  bool json = false;
};

// `status`, once all that was printed has left. Throws StartError: a full disk must not look like
// success.
int done(ExitStatus status = kDone);

int run_migrate(const MigrateOrder& order);
int run_grants(const GrantsOrder& order);
int run_keys_list(const KeysOrder& order);
int run_keys_new(const KeysOrder& order);
int run_keys_add(const KeysOrder& order);
int run_keys_rotate(const KeysOrder& order);
int run_keys_reseal(const KeysOrder& order);
int run_keys_retire(const KeysOrder& order);
int run_keys_check(const KeysOrder& order);
// `json`: the figures for machines.
int run_import(const ImportOrder& order, bool json);
int run_pages(const std::string& output);
int run_purge(const PurgeOrder& order);
int run_stats(const StatsOrder& order);
int run_restored();
int run_breached_build(const BreachedOrder& order);
int run_breached_info(const BreachedLook& order);
int run_breached_check(const BreachedLook& order);
int run_sizing(const SizingOrder& order);

}  // namespace portillon
