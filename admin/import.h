#pragma once
// `portillon import`: the caisse's files, row by row. Rows that are not in order are told and left
// out; all others are taken. May be run again with the same files, and changes nothing then.

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

#include "admin/fact_import.h"
#include "admin/member_import.h"
#include "crypto/keyring.h"
#include "crypto/random.h"
#include "page/settings.h"
#include "store/connection.h"

namespace portillon {

struct ImportOrder {
  std::string members;  // path, or empty
  std::string facts;    // path, or empty
  std::string report;   // path, or empty
  bool dry_run = false;
};

struct ImportResult {
  std::uint64_t members_read = 0;
  std::uint64_t members_refused = 0;
  MemberCounts members;
  std::uint64_t facts_read = 0;
  std::uint64_t facts_refused = 0;
  FactCounts facts;  // `unknown` is empty: these are among the refused
};

inline constexpr std::size_t kBatch = 500;  // rows in one transaction

// The rings that it wants.
inline constexpr std::string_view kImportKeys[] = {
    "index", "identity", "mask", "proof", "destination", "contact_public", "contact_words"};

// Refused rows go to order.report and, the first of them, to `screen`. Throws StartError (files;
// nothing was written if it is the header), StorageError (what was written before stays; run it
// again), and StorageError as well when another import runs.
ImportResult import_feed(const ImportOrder& order, Connection& connection, const Keys& keys,
                         Random& random, const Limits& limits, std::ostream& screen);

// Two lines for people: what became of the rows.
std::string summary_of(const ImportOrder& order, const ImportResult& result);

}  // namespace portillon
