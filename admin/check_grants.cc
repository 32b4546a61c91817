#include <unistd.h>

#include "admin/accounts.h"
#include "admin/check_database.h"
#include "store/grants.h"
#include "store/queries_stats.h"

namespace portillon {
namespace {

constexpr std::size_t kMostNamed = 4;

std::string some_of(const std::set<std::string>& rights) {
  std::string text;
  std::size_t named = 0;
  for (const std::string& right : rights) {
    if (++named > kMostNamed)
      return text + " and " + std::to_string(rights.size() - kMostNamed) + " more";
    text += (text.empty() ? "" : ", ") + right;
  }
  return text;
}

std::set<std::string> without(std::set<std::string> all, const std::set<std::string>& taken) {
  std::erase_if(all, [&](const std::string& right) { return taken.contains(right); });
  return all;
}

constexpr std::string_view kRemedy = "sudo portillon grants --apply";

// True: the account was looked at.
bool check_account(const std::string& stem, const Installation& installation, Findings& found) {
  Database database = installation.database(stem);
  database.any_schema = true;
  Connection connection(std::move(database));
  const std::string user = installation.config.account_prefix + stem;
  try {
    connection.open();
  } catch (const StorageError& problem) {
    if (::geteuid() != 0) return false;  // another user's account: root alone can be everybody
    found.push_back({"grants", Grade::failed, user + " is not let in: " + problem.what(),
                     std::string(kRemedy)});
    return true;
  }
  const auto held = rights_held(connection, installation.config.database_name);
  const auto needed = rights_needed(stem);
  if (const auto missing = without(needed, held); !missing.empty()) {
    found.push_back(
        {"grants", Grade::failed, user + " may not " + some_of(missing), std::string(kRemedy)});
  }
  if (const auto more = without(held, needed); !more.empty()) {
    found.push_back({"grants", Grade::failed, user + " may do more than it needs: " + some_of(more),
                     std::string(kRemedy)});
  }
  return true;
}

}  // namespace

std::set<std::string> rights_held(Connection& connection, const std::string& schema) {
  std::set<std::string> held;
  for (const auto& [table, right, column] : connection.all(sql::kMyColumnRights, schema)) {
    held.insert(right + " " + table + "." + column);
  }
  for (const auto& [table, right] : connection.all(sql::kMyTableRights, schema)) {
    held.insert(right + " " + table);
  }
  for (const auto& [right, of] : connection.all(sql::kMyWiderRights)) {
    held.insert(right + " " + of + ".*");
  }
  for (const auto& [right] : connection.all(sql::kMyServerRights)) held.insert(right + " *.*");
  return held;
}

std::set<std::string> rights_needed(std::string_view account) {
  std::set<std::string> needed;
  for (const auto& [table, use] : uses_of_account(account)) {
    for (const std::string& column : use.selected) needed.insert("SELECT " + table + "." + column);
    for (const std::string& column : use.inserted) needed.insert("INSERT " + table + "." + column);
    for (const std::string& column : use.updated) needed.insert("UPDATE " + table + "." + column);
    if (use.deletes) needed.insert("DELETE " + table);
  }
  return needed;
}

void check_grants(const Installation& installation, Findings& found) {
  const std::size_t before = found.size();
  std::vector<std::string> unseen;
  std::size_t seen = 0;
  // What a unit is given opens one account, its own.
  const bool one = installation.keys == installation.password.parent_path();
  for (const std::string& stem : account_stems()) {
    if (!(one && stem != "admin") && check_account(stem, installation, found)) {
      ++seen;
    } else {
      unseen.push_back(stem);
    }
  }
  if (!unseen.empty()) {
    found.push_back({"grants", Grade::unseen,
                     std::to_string(unseen.size()) + " accounts were not looked at",
                     "sudo portillon check"});
  }
  if (found.size() == before) {
    found.push_back({"grants",
                     Grade::ok,
                     std::to_string(seen) + " accounts may do what they need and no more",
                     {}});
  }
}

}  // namespace portillon
