#include "shell/config_table.h"

#include <algorithm>
#include <numeric>
#include <sstream>

#include "domain/text.h"
#include "shell/start_error.h"

namespace portillon {
namespace {

std::string place(std::string_view file, const toml::source_region& source) {
  return std::string(file) + ":" + std::to_string(source.begin.line) + ": ";
}

// Levenshtein's.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row.back();
}

std::string hint(std::string_view typed, const std::vector<std::string_view>& known) {
  const std::string_view meant = nearest(typed, known);
  return meant.empty() ? "" : " (did you mean " + std::string(meant) + "?)";
}

bool shown_as_is(std::string_view value) {
  bool clean = true;
  return text::each_code_point(value, [&](char32_t c) { clean &= !text::is_control(c); }) && clean;
}

}  // namespace

toml::table parse_toml(std::string_view source, std::string_view name) {
  try {
    return toml::parse(source, name);
  } catch (const toml::parse_error& error) {
    throw StartError(place(name, error.source()) + std::string(error.description()));
  }
}

toml::table read_toml(const std::string& file) {
  try {
    return toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    if (error.source().begin.line == 0) throw StartError(file + ": cannot be read");
    throw StartError(place(file, error.source()) + std::string(error.description()));
  }
}

std::string_view nearest(std::string_view typed, const std::vector<std::string_view>& known) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, typed.size() / 2);
  for (const std::string_view each : known) {
    const std::size_t changes = distance(typed, each);
    if (changes < least) {
      least = changes;
      best = each;
    }
  }
  return best;
}

ConfigTable::ConfigTable(const toml::table& root, std::string_view name, std::string_view file)
    : name_(name), file_(file) {
  const toml::node* node = root.get(name);
  if (!node) return;
  table_ = node->as_table();
  if (!table_) throw StartError(place(file_, node->source()) + name_ + ": is not a [table]");
}

std::vector<ConfigTable> ConfigTable::each_of(const toml::table& root, std::string_view name,
                                              std::string_view file) {
  std::vector<ConfigTable> all;
  const toml::node* node = root.get(name);
  if (!node) return all;
  const toml::array* list = node->as_array();
  const std::string problem =
      std::string(name) + ": is not a list of [[" + std::string(name) + "]]";
  if (!list) throw StartError(place(file, node->source()) + problem);
  for (const toml::node& each : *list) {
    if (!each.is_table()) throw StartError(place(file, each.source()) + problem);
    all.push_back(ConfigTable(each.as_table(), name, file));
  }
  return all;
}

void ConfigTable::refuse(std::string_view key, std::string_view problem) const {
  const toml::node* node = table_ ? table_->get(key) : nullptr;
  const std::string where = node ? place(file_, node->source()) : file_ + ": ";
  throw StartError(where + "[" + name_ + "] " + std::string(key) + ": " + std::string(problem));
}

const toml::node* ConfigTable::find(std::string_view key) {
  known_.push_back(key);
  return table_ ? table_->get(key) : nullptr;
}

ConfigTable ConfigTable::inside(std::string_view key) {
  const toml::node* node = find(key);
  if (node && !node->is_table()) refuse(key, "is not a table");
  return {node ? node->as_table() : nullptr, name_ + "." + std::string(key), file_};
}

std::vector<std::string_view> ConfigTable::names_inside() const {
  std::vector<std::string_view> names;
  if (table_ == nullptr) return names;
  for (const auto& [key, node] : *table_) {
    if (node.is_table()) names.push_back(key.str());
  }
  return names;
}

void ConfigTable::text(std::string_view key, std::string& value, std::size_t longest) {
  const toml::node* node = find(key);
  if (!node) return;
  const auto given = node->value_exact<std::string>();
  if (!given) refuse(key, "is not a text in quotes");
  if (given->size() > longest) refuse(key, "has over " + std::to_string(longest) + " bytes");
  if (!shown_as_is(*given)) refuse(key, "holds a control character");
  value = *given;
}

void ConfigTable::texts(std::string_view key, std::vector<std::string>& value, std::size_t most) {
  const toml::node* node = find(key);
  if (!node) return;
  const toml::array* array = node->as_array();
  if (!array) refuse(key, "is not a list of texts");
  if (array->size() > most) refuse(key, "has over " + std::to_string(most) + " entries");
  std::vector<std::string> all;
  for (const toml::node& each : *array) {
    const auto given = each.value_exact<std::string>();
    if (!given || !shown_as_is(*given)) refuse(key, "is not a list of texts");
    all.push_back(*given);
  }
  value = std::move(all);
}

void ConfigTable::number(std::string_view key, unsigned& value, unsigned least, unsigned most) {
  const toml::node* node = find(key);
  if (!node) return;
  const auto given = node->value_exact<std::int64_t>();
  if (!given) refuse(key, "is not a whole number");
  if (*given < least || *given > most) {
    refuse(key, "is not within " + std::to_string(least) + " and " + std::to_string(most));
  }
  value = static_cast<unsigned>(*given);
}

void ConfigTable::seconds(std::string_view key, std::chrono::seconds& value,
                          std::chrono::seconds least, std::chrono::seconds most) {
  unsigned count = static_cast<unsigned>(value.count());
  number(key, count, static_cast<unsigned>(least.count()), static_cast<unsigned>(most.count()));
  value = std::chrono::seconds(count);
}

void ConfigTable::flag(std::string_view key, bool& value) {
  const toml::node* node = find(key);
  if (!node) return;
  const auto given = node->value_exact<bool>();
  if (!given) refuse(key, "is neither true nor false");
  value = *given;
}

void ConfigTable::require(std::string_view key, bool good, std::string_view problem) const {
  if (!good) refuse(key, problem);
}

void ConfigTable::finish() const {
  if (!table_) return;
  for (const auto& [key, node] : *table_) {
    if (std::ranges::find(known_, key.str()) != known_.end()) continue;
    throw StartError(place(file_, node.source()) + "[" + name_ + "] " + std::string(key.str()) +
                     ": is not a setting" + hint(key.str(), known_));
  }
}

void only_tables(const toml::table& root, const std::vector<std::string_view>& known,
                 std::string_view file) {
  for (const auto& [key, node] : root) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    throw StartError(place(file, node.source()) + "[" + std::string(key.str()) +
                     "]: is not a table of this file" + hint(key.str(), known));
  }
}

}  // namespace portillon
