#pragma once
// The numbered files of sql/, applied in order, each once. Forward only.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "store/connection.h"

namespace portillon {

struct Migration {
  std::uint32_t version = 0;  // of the file's name: 0007_journeys.sql
  std::string name;
  std::vector<std::string> statements;
  // The oldest program that serves on the schema that it leaves: what its last statement notes.
  std::uint32_t oldest_served = 0;
};

// In order. Throws std::runtime_error when numbers are missing or double, or the folder cannot be
// read.
std::vector<Migration> read_migrations(const std::filesystem::path& folder);

// Text of run time that reaches the server: only from the files of sql/ and from grants.h, and only
// over a connection that a sysadmin opened for it (Database::any_schema).
class SchemaChange {
 public:
  explicit SchemaChange(Connection& connection) : connection_(connection) {}

  std::uint32_t version();  // 0: nothing is there yet
  SchemaState state();      // of version 20 or newer
  // Applies what is missing and returns the names of what was applied. One sysadmin at a time: a
  // second one waits for the first.
  std::vector<std::string> migrate(const std::vector<Migration>& migrations);
  void execute(const std::string& statement);

 private:
  Connection& connection_;
};

}  // namespace portillon
