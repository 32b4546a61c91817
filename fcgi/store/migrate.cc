#include "store/migrate.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "store/queries.h"

namespace portillon {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return text.str();
}

// Comments run from "-- " to the end of the line; neither they nor ';' stand inside literals.
std::vector<std::string> split_statements(const std::string& text) {
  std::vector<std::string> statements;
  std::string statement;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line.resize(std::min(line.size(), line.find("-- ")));
    statement += line + '\n';
    for (std::size_t end; (end = statement.find(';')) != std::string::npos;) {
      statements.push_back(statement.substr(0, end));
      statement.erase(0, end + 1);
    }
  }
  if (statement.find_first_not_of(" \n\t\r") != std::string::npos) {
    throw std::runtime_error("a statement without ';' at its end");
  }
  return statements;
}

// The last number of "INSERT INTO schema_version (…, oldest_served) VALUES (21, …, 20)"; 0 where
// the statement notes none.
std::uint32_t oldest_served_in(const std::string& statement) {
  if (statement.find("oldest_served) VALUES") == std::string::npos) return 0;
  std::uint32_t number = 0;
  const std::size_t begin = statement.find_last_of(' ') + 1;
  std::from_chars(statement.data() + begin, statement.data() + statement.size(), number);
  return number;
}

}  // namespace

std::vector<Migration> read_migrations(const std::filesystem::path& folder) {
  std::vector<Migration> migrations;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".sql") continue;
    Migration& migration = migrations.emplace_back();
    migration.name = entry.path().stem().string();
    const std::string& name = migration.name;
    std::from_chars(name.data(), name.data() + std::min<std::size_t>(name.size(), 4),
                    migration.version);
    try {
      migration.statements = split_statements(read_file(entry.path()));
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(entry.path().string() + ": " + error.what());
    }
    if (!migration.statements.empty()) {
      migration.oldest_served = oldest_served_in(migration.statements.back());
    }
  }
  std::ranges::sort(migrations, {}, &Migration::version);
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].version != i + 1) {
      throw std::runtime_error(folder.string() + ": migration " + std::to_string(i + 1) +
                               " is missing or there twice");
    }
  }
  return migrations;
}

std::uint32_t SchemaChange::version() {
  connection_.open();
  if (!connection_.accepts(sql::kReadSchemaVersion)) return 0;
  return std::get<0>(connection_.one(sql::kReadSchemaVersion).value()).value_or(0);
}

SchemaState SchemaChange::state() {
  return {version(), std::get<0>(connection_.one(sql::kReadOldestServed).value()).value_or(0)};
}

std::vector<std::string> SchemaChange::migrate(const std::vector<Migration>& migrations) {
  std::vector<std::string> applied;
  if (std::get<0>(connection_.one(sql::kHoldSchema).value()) != 1u) {
    throw StorageError("somebody else is changing the schema");
  }
  const std::uint32_t from = version();
  for (const Migration& migration : migrations) {
    if (migration.version <= from) continue;
    for (const std::string& statement : migration.statements) execute(statement);
    applied.push_back(migration.name);
  }
  execute("DO RELEASE_LOCK('portillon_migrate')");
  return applied;
}

void SchemaChange::execute(const std::string& statement) { connection_.execute(statement); }

}  // namespace portillon
