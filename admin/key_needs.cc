#include "admin/key_needs.h"

#include <algorithm>
#include <cstdio>
#include <span>

#include "admin/json_object.h"
#include "admin/key_counts.h"

namespace portillon {
namespace {

using std::chrono::days;

// What ends the need.
enum class Until : std::uint8_t {
  resealed,  // portillon keys reseal
  used,      // by itself: the rows are used, replaced or purged
  waited,    // cookies: nobody can count them
};

struct Rule {
  std::string_view purpose;
  Until until;
  std::span<const std::string_view> columns;
  std::string_view advice;
  days wait{1};  // since the next key was made: until then a program may run that has only this one
};

constexpr std::string_view kIndex[] = {"members.subject"};
constexpr std::string_view kIdentity[] = {"members.identifier_sealed", "members.name_sealed"};
constexpr std::string_view kBoxes[] = {"members.address_sealed", "contacts.value_sealed"};
constexpr std::string_view kMask[] = {"contacts.mask_sealed"};
constexpr std::string_view kDestination[] = {"contacts.destination"};
constexpr std::string_view kPepper[] = {"members.password"};
constexpr std::string_view kTemporary[] = {"members.temporary_hash"};
constexpr std::string_view kProof[] = {"facts.answer"};
constexpr std::string_view kCode[] = {"recoveries.code_hash"};
constexpr std::string_view kContactCode[] = {"contacts.code_hash"};
constexpr std::string_view kTyped[] = {"journeys.typed_sealed"};

constexpr std::string_view kReseal = "run portillon keys reseal";

constexpr Rule kRules[] = {
    {"index", Until::resealed, kIndex, kReseal},
    {"identity", Until::resealed, kIdentity, kReseal},
    {"contact_public", Until::resealed, kBoxes, kReseal},
    {"contact_private", Until::resealed, kBoxes, kReseal},
    {"mask", Until::resealed, kMask, kReseal},
    {"destination", Until::resealed, kDestination, kReseal},
    {"pepper", Until::used, kPepper,
     "each is made anew when its member signs in; without the key that member takes a code"},
    {"temporary", Until::used, kTemporary, "they are used or expire, letters after 30 days"},
    {"proof", Until::used, kProof, "import the files of members and facts again"},
    {"code", Until::used, kCode, "they expire within half an hour"},
    {"contact_code", Until::used, kContactCode, "they expire within half an hour"},
    {"typed", Until::used, kTyped, "wait two hours, then run portillon purge"},
    {"visit", Until::waited, {}, "the cookie of a visit ends with the browser"},
    {"browser", Until::waited, {}, "the mark of a known browser lives 400 days", days(400)},
    {"receipt",
     Until::waited,
     {},
     "receipts and bounces of what was sent before are lost",
     days(7)},
    {"decoy", Until::waited, {}, "nothing is stored under it"},
};

// nullptr for a purpose that has no rule: its keys are kept.
const Rule* rule_of(std::string_view purpose) {
  const auto found = std::ranges::find(kRules, purpose, &Rule::purpose);
  return found == std::end(kRules) ? nullptr : found;
}

std::vector<KeyNeed> needs_of(KeyCounts& counts, std::string_view purpose, std::uint8_t id) {
  std::vector<KeyNeed> needs;
  const Rule* rule = rule_of(purpose);
  if (rule == nullptr) return needs;
  for (const std::string_view column : rule->columns) {
    needs.push_back({column, counts.rows(column, id)});
  }
  return needs;
}

std::string text_of(const std::vector<KeyNeed>& needs) {
  std::string text;
  for (const KeyNeed& need : needs) {
    if (need.rows == 0) continue;
    text +=
        (text.empty() ? "" : ", ") + std::to_string(need.rows) + " of " + std::string(need.column);
  }
  return text;
}

std::string text_of(KeyDay made) {
  if (!made) return "not known";
  const std::chrono::year_month_day day(*made);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text.data();
}

}  // namespace

std::vector<KeyNeed> rows_that_need(Connection& keeper, std::string_view purpose, std::uint8_t id) {
  KeyCounts counts(keeper);
  return needs_of(counts, purpose, id);
}

std::optional<std::string> key_is_needed(const KeyRing& ring, std::uint8_t id,
                                         const std::vector<KeyNeed>& needs,
                                         std::chrono::sys_days today, std::string_view because) {
  const std::string key = ring.purpose() + " " + std::to_string(id) + ": ";
  const Rule* rule = rule_of(ring.purpose());
  if (rule == nullptr) return key + "what was made with it is checked with it: it is kept";
  const std::string rows = text_of(needs);
  if (!rows.empty() && (rule->until == Until::resealed || because.empty())) {
    return key + "still needed by " + rows + ": " + std::string(rule->advice);
  }
  if (!because.empty()) return std::nullopt;
  const KeyDay next = ring.current().made;
  if (!next) {
    return key + "the file does not say since when key " + std::to_string(ring.current().id) +
           " is in use (--because WORD retires it all the same)";
  }
  if (today < *next + rule->wait) {
    return key + "key " + std::to_string(ring.current().id) + " is of " + text_of(next) +
           "; wait until " + text_of(*next + rule->wait) + ": " +
           (rule->until == Until::waited ? std::string(rule->advice)
                                         : "a program may not have been restarted yet");
  }
  return std::nullopt;
}

std::vector<ListedKey> list_keys(const std::filesystem::path& folder, Connection* keeper) {
  std::vector<ListedKey> listed;
  std::optional<KeyCounts> counts;
  if (keeper != nullptr) counts.emplace(*keeper);
  for (const std::string_view purpose : kKeyPurposes) {
    const KeyRing ring = KeyRing::load(folder, purpose);
    const Rule* rule = rule_of(purpose);
    for (const Key& key : ring.all()) {
      std::string needed = "not counted";
      if (rule != nullptr && rule->columns.empty()) {
        needed = rule->advice;
      } else if (rule != nullptr && counts) {
        needed = text_of(needs_of(*counts, purpose, key.id));
        if (needed.empty()) needed = "nothing";
      }
      listed.push_back({std::string(purpose), key.id, key.id == ring.current().id,
                        text_of(key.made), std::move(needed)});
    }
  }
  return listed;
}

std::string listed_text(const std::vector<ListedKey>& listed) {
  std::string text;
  for (const ListedKey& key : listed) {
    std::array<char, 64> start{};
    std::snprintf(start.data(), start.size(), "%-16s %3u  %-7s  ", key.purpose.c_str(), key.id,
                  key.in_use ? "in use" : "old");
    text += start.data() + ("made " + key.made) + "  needed by: " + key.needed_by + "\n";
  }
  return text;
}

std::string listed_json(const std::vector<ListedKey>& listed) {
  std::vector<std::string> each;
  for (const ListedKey& key : listed) {
    each.push_back(JsonObject()
                       .text("purpose", key.purpose)
                       .number("id", key.id)
                       .flag("in_use", key.in_use)
                       .text("made", key.made)
                       .text("needed_by", key.needed_by)
                       .done());
  }
  return json_list(each) + "\n";
}

}  // namespace portillon
