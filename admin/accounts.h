#pragma once
// `portillon grants`: the database accounts, each with what its queries need and nothing else.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/secret.h"

namespace portillon {

// Stems of the pages, "courier", "admin", "keeper".
std::vector<std::string> account_stems();

struct AccountOrder {
  std::string schema;
  std::string prefix;  // of the server's users: portillon_
  // A folder with one file per stem, whose line is the password; empty: the server knows an account
  // by the operating system's user of the same name (MariaDB's unix_socket).
  std::filesystem::path passwords;
  // From where the server sees the accounts come: an address, or one with '%'.
  std::string host = "localhost";
};

// Statements without ';', to be run in order, as often as one likes. They hold passwords if there
// are any. Throws StartError that names the password file that is not in order: characters other
// than letters, digits and - _ . ~ + / = would need quoting that servers disagree on.
std::vector<Secret> account_statements(const AccountOrder& order);

}  // namespace portillon
