#include "store/grants.h"

#include <algorithm>
#include <stdexcept>

#include "store/queries.h"

namespace portillon {
namespace {

bool is_small(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_word(char c) { return is_small(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_name(std::string_view token) { return !token.empty() && is_small(token.front()); }

// Words and single signs; literals are left out.
std::vector<std::string_view> tokens_of(std::string_view sql) {
  std::vector<std::string_view> tokens;
  for (std::size_t i = 0; i < sql.size();) {
    std::size_t end = i + 1;
    if (sql[i] == '\'') {
      end = sql.find('\'', i + 1);
      if (end == std::string_view::npos) throw std::logic_error("a literal does not end");
      i = end + 1;
      continue;
    }
    if (is_word(sql[i])) {
      while (end < sql.size() && is_word(sql[end])) ++end;
    }
    if (sql[i] != ' ') tokens.push_back(sql.substr(i, end - i));
    i = end;
  }
  return tokens;
}

class Reader {
 public:
  explicit Reader(std::string_view sql) : sql_(sql), tokens_(tokens_of(sql)) {}

  Uses read() {
    find_tables();
    const std::string_view verb = token(0);
    if (verb != "SELECT" && verb != "INSERT" && verb != "UPDATE" && verb != "DELETE") {
      throw std::logic_error("unknown statement: " + std::string(sql_));
    }
    if (verb == "DELETE") uses_[the_table()].deletes = true;
    read_columns(verb);
    return std::move(uses_);
  }

 private:
  std::string_view token(std::size_t i) const {
    return i < tokens_.size() ? tokens_[i] : std::string_view{};
  }
  bool names_table(std::size_t i) const {
    if (i == 0 || !is_name(token(i))) return false;
    const std::string_view before = token(i - 1);
    return before == "FROM" || before == "JOIN" || before == "INTO" || before == "UPDATE" ||
           (before == "(" && token(i + 1) == "AS" && i >= 2 && token(i - 2) == "JOIN");
  }

  void find_tables() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (!names_table(i)) continue;
      const std::string table(token(i));
      tables_.push_back(table);
      uses_[table];
      aliases_[token(i + 1) == "AS" ? std::string(token(i + 2)) : table] = table;
    }
  }

  const std::string& the_table() const {
    if (tables_.size() != 1) throw std::logic_error("a column without alias: " + std::string(sql_));
    return tables_.front();
  }

  void read_columns(std::string_view verb) {
    int depth = 0;
    bool listed = verb == "INSERT";  // inside the list of columns to insert
    bool setting = false;            // inside SET
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const std::string_view word = token(i);
      if (word == "(") ++depth;
      if (word == ")") --depth;
      if (word == "VALUES") listed = false;
      if (word == "SET" && verb == "UPDATE") setting = true;
      if (word == "WHERE") setting = false;
      if (!is_name(word) || names_table(i) || token(i - 1) == "AS" || token(i + 1) == ".") continue;
      if (token(i - 1) == "@") continue;  // the server's own variable
      const std::string column(word);
      if (token(i - 1) == ".") {
        const auto alias = aliases_.find(std::string(token(i - 2)));
        if (alias == aliases_.end()) throw std::logic_error("unknown alias: " + std::string(sql_));
        uses_[alias->second].selected.insert(column);
      } else if (listed && depth == 1) {
        uses_[the_table()].inserted.insert(column);
      } else if (setting && depth == 0 && token(i + 1) == "=" &&
                 (token(i - 1) == "SET" || token(i - 1) == ",")) {
        uses_[the_table()].updated.insert(column);
      } else {
        uses_[the_table()].selected.insert(column);
      }
    }
  }

  std::string_view sql_;
  std::vector<std::string_view> tokens_;
  std::vector<std::string> tables_;
  std::map<std::string, std::string> aliases_;
  Uses uses_;
};

std::string columns(std::string_view privilege, const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return std::string(privilege) + " (" + text + ")";
}

void check_name(std::string_view name, std::string_view also = {}) {
  const auto may_stand = [&](char c) { return is_word(c) || also.find(c) != also.npos; };
  if (name.empty() || !std::ranges::all_of(name, may_stand)) {
    throw std::invalid_argument("not a name for a schema, user or host: " + std::string(name));
  }
}

}  // namespace

Uses uses_of(std::string_view sql) { return Reader(sql).read(); }

Uses uses_of_account(std::string_view account) {
  Uses all;
  for (const Statement* statement : all_queries()) {
    if (!statement->allowed.has(account)) continue;
    for (auto& [table, use] : uses_of(statement->text)) {
      TableUse& sum = all[table];
      sum.selected.merge(use.selected);
      sum.inserted.merge(use.inserted);
      sum.updated.merge(use.updated);
      sum.deletes = sum.deletes || use.deletes;
    }
  }
  return all;
}

std::vector<std::string> grants(std::string_view account, std::string_view schema,
                                std::string_view user, std::string_view host) {
  check_name(schema);
  check_name(user);
  check_name(host, ".%:-");
  const std::string grantee = "'" + std::string(user) + "'@'" + std::string(host) + "'";
  std::vector<std::string> statements{"REVOKE ALL PRIVILEGES, GRANT OPTION FROM " + grantee};
  for (const auto& [table, use] : uses_of_account(account)) {
    std::string rights;
    const auto add = [&](std::string right) { rights += (rights.empty() ? "" : ", ") + right; };
    if (!use.selected.empty()) add(columns("SELECT", use.selected));
    if (!use.inserted.empty()) add(columns("INSERT", use.inserted));
    if (!use.updated.empty()) add(columns("UPDATE", use.updated));
    if (use.deletes) add("DELETE");
    statements.push_back("GRANT " + rights + " ON `" + std::string(schema) + "`." + table + " TO " +
                         grantee);
  }
  return statements;
}

}  // namespace portillon
