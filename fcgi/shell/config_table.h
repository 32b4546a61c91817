#pragma once
// Reads one table of a configuration file strictly: every key must be known, of its type and in its
// range. For the courier and the command as well.
//
//   ConfigTable table(root, "mail", file);
//   table.text("relay", relay); table.number("port", port, 1, 65535);
//   table.finish();

#include <toml++/toml.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace portillon {

// Throws StartError for what cannot be read or parsed.
toml::table read_toml(const std::string& file);
toml::table parse_toml(std::string_view text, std::string_view name);

// The member of `known` that was probably meant, or empty.
std::string_view nearest(std::string_view typed, const std::vector<std::string_view>& known);

class ConfigTable {
 public:
  // A table that is absent reads as empty: all defaults. `file` names the place in errors.
  ConfigTable(const toml::table& root, std::string_view name, std::string_view file);
  ConfigTable(toml::table&&, std::string_view, std::string_view) = delete;  // it is not copied
  // The tables of a list, [[name]]; none if it is absent.
  static std::vector<ConfigTable> each_of(const toml::table& root, std::string_view name,
                                          std::string_view file);

  // Each leaves `value` as it is when the key is absent, and throws StartError when it is wrong.
  void text(std::string_view key, std::string& value, std::size_t longest = 200);
  void texts(std::string_view key, std::vector<std::string>& value, std::size_t most);
  void number(std::string_view key, unsigned& value, unsigned least, unsigned most);
  void seconds(std::string_view key, std::chrono::seconds& value, std::chrono::seconds least,
               std::chrono::seconds most);
  void flag(std::string_view key, bool& value);

  // A table inside this one, [name.key]; one that is absent reads as empty.
  ConfigTable inside(std::string_view key);
  // The names of the tables inside this one, whatever they are.
  std::vector<std::string_view> names_inside() const;
  // What has no fixed keys or types: the caller's to read. nullptr when absent.
  const toml::node* node(std::string_view key) { return find(key); }

  // Refuses the setting if `good` is false: `problem` is the rest of the sentence.
  void require(std::string_view key, bool good, std::string_view problem) const;
  // Refuses keys that none of the calls above asked for.
  void finish() const;

 private:
  ConfigTable(const toml::table* table, std::string_view name, std::string_view file)
      : table_(table), name_(name), file_(file) {}
  [[noreturn]] void refuse(std::string_view key, std::string_view problem) const;
  const toml::node* find(std::string_view key);
  const toml::table* table_ = nullptr;
  std::string name_;
  std::string file_;
  std::vector<std::string_view> known_;
};

// Refuses top-level tables other than `known`.
void only_tables(const toml::table& root, const std::vector<std::string_view>& known,
                 std::string_view file);

}  // namespace portillon
