#pragma once
// What each database account may do, derived from the queries that name it and nothing else:
// reading and writing by column, deleting by table.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/query.h"

namespace portillon {

struct TableUse {
  std::set<std::string> selected;
  std::set<std::string> inserted;
  std::set<std::string> updated;
  bool deletes = false;
};
using Uses = std::map<std::string, TableUse>;  // by table

// What a statement needs, read from its text. Throws std::logic_error on a text that does not keep
// to the style of store/query.h.
Uses uses_of(std::string_view sql);

// Of all queries that the account may run.
Uses uses_of_account(std::string_view account);

// One REVOKE of all it had, then one GRANT for each table, without ';'. The user must exist.
// Throws std::invalid_argument if schema or user hold anything but letters, digits and '_', or
// `host`, from where the server sees the account come, anything but these and . % : -
std::vector<std::string> grants(std::string_view account, std::string_view schema,
                                std::string_view user, std::string_view host = "localhost");

}  // namespace portillon
