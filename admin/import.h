#pragma once
// `portillon import`: the caisse's files, row by row. Rows that are not in order are told and left
// out; all others are taken. May be run again with the same files, and changes nothing then: that
// is also how a run that was cut off goes on.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>

#include "admin/fact_import.h"
#include "admin/feed_encoding.h"
#include "admin/feed_passes.h"
#include "admin/member_import.h"
#include "crypto/keyring.h"
#include "page/settings.h"
#include "store/connection.h"

namespace portillon {

struct ImportOrder {
  std::string members;  // path, or empty
  std::string facts;    // path, or empty
  std::string report;   // path, or empty
  bool dry_run = false;
  bool full = false;  // the members' file names all of them: who is not there is removed
  std::optional<Encoding> encoding{};        // found out, unless it is declared
  unsigned removals_percent = 2;             // of the members, that may go without asking
  std::optional<std::uint64_t> confirmed{};  // so many may go, the operator says
  unsigned lanes = 2;                        // threads, each with a connection
  std::string by = "admin";                  // the operator
};

struct ImportResult {
  std::uint64_t members_read = 0;
  std::uint64_t members_refused = 0;
  MemberCounts members;
  std::uint64_t removed = 0;
  std::uint64_t facts_read = 0;
  std::uint64_t facts_refused = 0;
  FactCounts facts;
};

// It would remove more than may go without asking. Nothing was written.
struct MustBeConfirmed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The rings that it wants.
inline constexpr std::string_view kImportKeys[] = {"index",         "identity",    "mask",
                                                   "proof",         "destination", "contact_public",
                                                   "contact_words", "audit_admin"};

// What a watcher is told some times a second: how much is done, of how much (0: nobody knows), in
// what (plural: "kB of members.csv").
using ImportWatcher =
    std::function<void(const std::string& what, std::uint64_t done, std::uint64_t total)>;

// Refused rows go to order.report and, the first of them, to `screen`. Throws StartError (files;
// nothing was written if it is the header), MustBeConfirmed, StorageError (what was written before
// stays; run it again), and StorageError as well when another import runs.
ImportResult import_feed(const ImportOrder& order, const std::function<Connection()>& connect,
                         const Keys& keys, const Limits& limits, std::ostream& screen,
                         const ImportWatcher& watcher = {});

// Two lines for people, or one JSON object: what became of the rows.
std::string summary_of(const ImportOrder& order, const ImportResult& result);
std::string json_of(const ImportOrder& order, const ImportResult& result);

}  // namespace portillon
