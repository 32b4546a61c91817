#pragma once
// What keeps an old key from being retired: rows that it alone opens, or cookies that browsers
// still show. One rule for each purpose.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/keyring.h"
#include "store/connection.h"

namespace portillon {

// How many rows of which column need the key of this id.
struct KeyNeed {
  std::string_view column;  // "members.name_sealed"
  std::uint64_t rows = 0;
};

// Counted over the account "keeper".
std::vector<KeyNeed> rows_that_need(Connection& keeper, std::string_view purpose, std::uint8_t id);

// Why the key must stay, one line with what is to be done; nullopt: nothing needs it. `because`: a
// word of kBecause, when what needs it may be lost all the same; what can be resealed never may.
std::optional<std::string> key_is_needed(const KeyRing& ring, std::uint8_t id,
                                         const std::vector<KeyNeed>& needs,
                                         std::chrono::sys_days today, std::string_view because);

// Words, not sentences. stolen: somebody may have the key, so that nothing made with it counts.
inline constexpr std::string_view kBecause[] = {"stolen", "other"};

struct ListedKey {
  std::string purpose;
  unsigned id = 0;
  bool in_use = false;
  std::string made;       // the day in the key file, "2026-11-26", or "not known"
  std::string needed_by;  // "nothing", "not counted", rows of columns, or what it is kept for
};

// Never a key. `keeper`: nullptr where the database is not to be asked.
std::vector<ListedKey> list_keys(const std::filesystem::path& folder, Connection* keeper);
std::string listed_text(const std::vector<ListedKey>&);
std::string listed_json(const std::vector<ListedKey>&);  // one array, with its line end

}  // namespace portillon
