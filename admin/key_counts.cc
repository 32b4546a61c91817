#include "admin/key_counts.h"

#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

#include "store/queries_keeper.h"

namespace portillon {

std::uint64_t KeyCounts::rows(std::string_view column, unsigned key) {
  if (!counts_.contains(column)) (this->*counting(column.substr(0, column.find('.'))))();
  const auto& by_key = counts_.at(column);
  const auto found = by_key.find(key);
  return found == by_key.end() ? 0 : found->second;
}

KeyCounts::Count KeyCounts::counting(std::string_view table) {
  if (table == "members") return &KeyCounts::count_members;
  if (table == "contacts") return &KeyCounts::count_contacts;
  if (table == "facts") return &KeyCounts::count_facts;
  if (table == "recoveries") return &KeyCounts::count_recoveries;
  if (table == "journeys") return &KeyCounts::count_journeys;
  throw std::logic_error(std::string(table) + ": holds nothing that needs a key");
}

// Each row: a key of each column, or none, and how many rows of the table are alike.
template <typename Query, typename... Column>
void KeyCounts::count(const Query& query, Column... columns) {
  const std::string_view names[] = {columns...};
  for (const std::string_view name : names) counts_[name];
  for (const auto& row : keeper_.all(query)) {
    const auto add = [&]<std::size_t... I>(std::index_sequence<I...>) {
      const auto one = [&](std::string_view name, const auto& key) {
        if (key) counts_[name][*key] += std::get<sizeof...(Column)>(row);
      };
      (one(names[I], std::get<I>(row)), ...);
    };
    add(std::index_sequence_for<Column...>{});
  }
}

void KeyCounts::count_members() {
  count(sql::kCountMembersByKeys, "members.subject", "members.identifier_sealed",
        "members.name_sealed", "members.address_sealed", "members.password",
        "members.temporary_hash");
}

void KeyCounts::count_contacts() {
  count(sql::kCountContactsByKeys, "contacts.value_sealed", "contacts.mask_sealed",
        "contacts.destination", "contacts.code_hash");
}

void KeyCounts::count_facts() { count(sql::kCountAnswers, "facts.answer"); }

void KeyCounts::count_recoveries() { count(sql::kCountCodes, "recoveries.code_hash"); }

void KeyCounts::count_journeys() { count(sql::kCountTyped, "journeys.typed_sealed"); }

}  // namespace portillon
