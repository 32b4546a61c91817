#include "admin/migrate.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "shell/start_error.h"
#include "tests/store/support/server.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;
namespace fs = std::filesystem;

namespace {

const fs::path kMigrations = PORTILLON_SOURCE "/sql";

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
