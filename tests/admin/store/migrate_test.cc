#include "admin/migrate.h"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <sstream>
#include <thread>

#include "shell/start_error.h"
#include "tests/store/support/server.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;
namespace fs = std::filesystem;

namespace {

const fs::path kMigrations = PORTILLON_SOURCE "/sql";

using namespace std::chrono_literals;

// All of a schema, a line each: its columns, its indexes, which migrations it has noted.
constexpr Query<Params<std::string, std::string, std::string>, Row<std::string>> kShape{
    "SELECT CONCAT_WS(' ', t.table_name, t.column_name, t.column_type, t.is_nullable, "
    "t.column_default, t.extra, t.collation_name) FROM information_schema.columns AS t "
    "WHERE t.table_schema = ? UNION ALL "
    "SELECT CONCAT_WS(' ', s.table_name, s.index_name, s.seq_in_index, s.column_name, "
    "s.non_unique) "
    "FROM information_schema.statistics AS s WHERE s.table_schema = ? UNION ALL "
    "SELECT CONCAT_WS(' ', k.table_name, k.constraint_name, k.constraint_type) "
    "FROM information_schema.table_constraints AS k WHERE k.table_schema = ? ORDER BY 1",
    accounts("admin")};
constexpr Query<Params<>, Row<unsigned, unsigned>> kNoted{
    "SELECT version, oldest_served FROM schema_version ORDER BY version", accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kAsleep{
    "SELECT id FROM information_schema.processlist WHERE info LIKE 'DO SLEEP%'", accounts("admin")};

std::vector<std::string> shape_of(Connection& connection, const std::string& schema) {
  std::vector<std::string> lines;
  for (const auto& [line] : connection.all(kShape, schema, schema, schema)) lines.push_back(line);
  for (const auto& [version, oldest] : connection.all(kNoted)) {
    lines.push_back(std::to_string(version) + " " + std::to_string(oldest));
  }
  return lines;
}

struct Schema {
  Server& server = Server::get();

  Schema() { recreate(); }
  ~Schema() { server.execute("DROP DATABASE IF EXISTS fresh"); }

  void recreate() {
    server.execute("DROP DATABASE IF EXISTS fresh");
    server.execute("CREATE DATABASE fresh");
  }
  std::string run(const fs::path& folder = kMigrations, bool dry_run = false) {
    Connection connection(server.root("fresh"));
    std::ostringstream out;
    try {
      migrate(connection, folder, dry_run, out);
    } catch (const std::runtime_error& error) {
      out << "refused: " << error.what();
    }
    return out.str();
  }

  // A process of its own migrates up to and with one statement of one file, and is killed there.
  void killed_after(std::vector<Migration> migrations, std::size_t file, std::size_t statement) {
    auto& statements = migrations[file].statements;
    statements.resize(statement + 1);
    statements.emplace_back("DO SLEEP(100)");
    migrations.resize(file + 1);
    const pid_t child = fork();
    if (child == 0) {
      try {
        Connection connection(server.root("fresh"));
        SchemaChange(connection).migrate(migrations);
      } catch (const std::exception&) {
      }
      _exit(1);
    }
    Connection watching(server.root("fresh"));
    std::vector<std::tuple<std::uint64_t>> asleep;
    for (int i = 0; asleep.empty() && i < 2000; ++i) {
      std::this_thread::sleep_for(5ms);
      asleep = watching.all(kAsleep);
    }
    BOOST_REQUIRE_EQUAL(asleep.size(), 1U);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    BOOST_TEST(WIFSIGNALED(status));
    // Its server side would sleep on; a statement of real work ends by itself.
    server.execute("KILL " + std::to_string(std::get<0>(asleep.front())));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(migrate_command, Schema)

BOOST_AUTO_TEST_CASE(it_tells_each_file_and_then_has_nothing_to_do) {
  const std::string first = run();
  BOOST_TEST(first.starts_with("0001_schema_version: applied\n0002_members: applied\n"));
  BOOST_TEST(std::ranges::count(first, '\n') == kSchemaVersion);
  BOOST_TEST(run() == "schema version " + std::to_string(kSchemaVersion) + ": nothing to do\n");
}

BOOST_AUTO_TEST_CASE(a_dry_run_tells_and_applies_nothing) {
  BOOST_TEST(run(kMigrations, true).starts_with("0001_schema_version: would be applied\n"));
  BOOST_TEST(run(kMigrations, true).starts_with("0001_schema_version: would be applied\n"));
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_goes_on_where_it_stopped) {
  run();
  server.execute("DELETE FROM fresh.schema_version WHERE version > 5");
  const std::string again = run();
  BOOST_TEST(again.starts_with("0006_sign_ins: applied\n"));
  BOOST_TEST(std::ranges::count(again, '\n') == kSchemaVersion - 5);
  BOOST_TEST(again.find("refused") == std::string::npos, again);
}

// Each statement commits by itself, so this is every state that a killed command can leave.
BOOST_AUTO_TEST_CASE(a_command_that_is_killed_after_any_statement_is_simply_run_again) {
  run();
  Connection looking(server.root("fresh"));
  const auto whole = shape_of(looking, "fresh");
  BOOST_TEST(whole.size() > 100U);
  const auto migrations = read_migrations(kMigrations);
  unsigned kills = 0;
  recreate();
  for (std::size_t file = 0; file < migrations.size(); ++file) {
    for (std::size_t last = 0; last < migrations[file].statements.size(); ++last, ++kills) {
      killed_after(migrations, file, last);
    }
  }
  const std::string done = run();
  BOOST_TEST(done.find("refused") == std::string::npos, done);
  Connection again(server.root("fresh"));
  BOOST_TEST(shape_of(again, "fresh") == whole, boost::test_tools::per_element());
  BOOST_TEST(kills > 50U);
  BOOST_TEST_MESSAGE("seen: killed after each of " << kills << " statements");
}

BOOST_AUTO_TEST_CASE(it_tells_whether_the_release_before_serves_on) {
  std::vector<Migration> migrations;
  migrations.push_back({20, "0020_a", {}, 20});
  BOOST_TEST(effect_on_running(migrations, 20) == "");
  migrations.push_back({21, "0021_adds", {}, 20});
  BOOST_TEST(effect_on_running(migrations, 20) ==
             "programs of the release before (schema 20) serve on\n");
  migrations.push_back({22, "0022_takes_away", {}, 22});
  BOOST_TEST(effect_on_running(migrations, 20)
                 .starts_with(
                     "WARNING: programs of the release before (schema 20) end at 0022_takes_away"));
  BOOST_TEST(effect_on_running(migrations, 5) == "");
  const auto ours = read_migrations(kMigrations);
  BOOST_TEST(ours.back().oldest_served <= kSchemaVersion);
  BOOST_TEST(ours.back().oldest_served >= 20U);
}

BOOST_AUTO_TEST_CASE(a_newer_schema_is_refused) {
  run();
  server.execute("INSERT INTO fresh.schema_version VALUES (999, UTC_TIMESTAMP(6), 999)");
  BOOST_TEST(run().starts_with("refused: the schema has version 999, newer than"));
}

BOOST_AUTO_TEST_CASE(a_newer_schema_that_serves_this_program_is_left_as_it_is) {
  run();
  server.execute("INSERT INTO fresh.schema_version VALUES (999, UTC_TIMESTAMP(6), " +
                 std::to_string(kSchemaVersion) + ")");
  BOOST_TEST(run() == "schema version 999 is newer and serves this program too: nothing to do\n");
}

BOOST_AUTO_TEST_CASE(a_gap_and_the_files_of_another_release_are_refused) {
  const Folder folder;
  fs::copy(kMigrations, folder / "sql");
  fs::remove(folder / "sql/0003_contacts.sql");
  BOOST_TEST(run(folder / "sql").find("migration 3 is missing") != std::string::npos);
  fs::copy_file(kMigrations / "0003_contacts.sql", folder / "sql/0003_contacts.sql");
  const std::vector<fs::path> files(fs::directory_iterator(folder / "sql"), {});
  fs::remove(*std::ranges::max_element(files));
  const std::string refusal = "holds " + std::to_string(kSchemaVersion - 1) +
                              " migrations, but this program is made for " +
                              std::to_string(kSchemaVersion);
  BOOST_TEST(run(folder / "sql").find(refusal) != std::string::npos);
  Connection connection(server.root("fresh"));
  BOOST_TEST(run(kMigrations, true).starts_with("0001_"), "something was applied");
}

BOOST_AUTO_TEST_SUITE_END()
