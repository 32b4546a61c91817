#include "store/connection.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <thread>

#include "store/migrate.h"
#include "store/queries.h"
#include "store/records.h"
#include "store/server_error.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using namespace std::chrono;

namespace {

constexpr Query<Params<Digest, std::string, std::string, Time>, Row<>> kWrite{
    "INSERT INTO sessions (session, version, member, password_changed, wanted, device, "
    "authenticated_at, started_at, seen_at) "
    "VALUES (?, 18446744073709551615, 1, 0, ?, ?, ?, '2026-01-01', '2026-01-01')",
    accounts("admin")};
constexpr Query<Params<Digest>, Row<Digest, std::string, std::string, Time, std::uint64_t>> kRead{
    "SELECT session, wanted, device, authenticated_at, version FROM sessions WHERE session = ?",
    accounts("admin")};
constexpr Query<Params<>, Row<std::uint64_t>> kId{"SELECT CONNECTION_ID()", accounts("admin")};
constexpr Query<Params<>, Row<std::string, std::string, std::string>> kSettings{
    "SELECT @@session.time_zone, @@session.sql_mode, @@session.tx_isolation", accounts("admin")};

// Repeats until the work is done or ten seconds are over.
template <typename Work>
bool comes_back(Work work) {
  const auto end = steady_clock::now() + 10s;
  while (steady_clock::now() < end) {
    try {
      work();
      return true;
    } catch (const StorageError&) {
      std::this_thread::sleep_for(20ms);
    }
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(connection)

BOOST_FIXTURE_TEST_CASE(a_server_that_became_read_only_is_left_for_whoever_answers_now, Town) {
  Connection connection(Server::get().account("leave"));
  const auto write = [&] { connection.run(sql::kEndSession, Digest{}); };
  write();
  const auto before = connection.use().connects;
  Server::get().execute("SET GLOBAL read_only = 1");
  BOOST_CHECK_THROW(write(), StorageError);
  BOOST_TEST(connection.use().connects == before + 1);  // another server may answer
  {
    Transaction transaction(connection);
    const auto ends_the_step = [](const StorageError& error) {
      return dynamic_cast<const Conflict*>(&error) == nullptr;  // again, it would meet the same one
    };
    BOOST_CHECK_EXCEPTION(write(), StorageError, ends_the_step);
  }
  Server::get().execute("SET GLOBAL read_only = 0");
  write();
  BOOST_TEST(connection.use().connects == before + 3);
}

BOOST_FIXTURE_TEST_CASE(bytes_letters_and_microseconds_come_back_as_they_went, Town) {
  Connection connection = root();
  Digest every{};
  for (unsigned i = 0; i < every.size(); ++i) every[i] = static_cast<std::uint8_t>(i * 8 + (i % 2));
  const std::string letters = "é€😀 Œ 'quoted' \\ \n";
  const Time time = sys_days{2026y / November / 23} + 1us;
  connection.run(kWrite, every, letters, std::string(), time);
  const auto row = connection.one(kRead, every);
  BOOST_REQUIRE(row);
  BOOST_TEST((std::get<0>(*row) == every));
  BOOST_TEST(std::get<1>(*row) == letters);
  BOOST_TEST(std::get<2>(*row).empty());
  BOOST_TEST((std::get<3>(*row) == time));
  BOOST_TEST(std::get<4>(*row) == UINT64_MAX);
}

BOOST_FIXTURE_TEST_CASE(digests_that_differ_in_one_bit_are_two_rows, Town) {
  Connection connection = root();
  Digest lower = digest(1);
  Digest upper = lower;
  lower[5] = 'a';
  upper[5] = 'A';
  connection.run(kWrite, lower, "", "", Time{});
  connection.run(kWrite, upper, "", "", Time{});
  BOOST_TEST(connection.all(kRead, lower).size() == 1u);
  BOOST_CHECK_THROW(connection.run(kWrite, upper, "", "", Time{}), Conflict);
}

BOOST_FIXTURE_TEST_CASE(a_text_that_does_not_fit_is_refused_and_not_cut, Town) {
  Connection connection = root();
  BOOST_CHECK_THROW(connection.run(kWrite, digest(1), "", std::string(65, 'x'), Time{}),
                    StorageError);
  connection.run(kWrite, digest(1), "", std::string(64, 'x'), Time{});
}

BOOST_FIXTURE_TEST_CASE(a_session_of_the_server_is_strict_and_in_utc, Town) {
  Connection connection = as("identify");
  const auto [zone, mode, isolation] = connection.one(kSettings).value();
  BOOST_TEST(zone == "+00:00");
  BOOST_TEST(mode.find("STRICT_ALL_TABLES") != mode.npos);
  BOOST_TEST(isolation == "READ-COMMITTED");
}

BOOST_FIXTURE_TEST_CASE(a_killed_connection_is_replaced_unseen, Town) {
  Connection connection = root();
  const auto first = std::get<0>(connection.one(kId).value());
  server.execute("KILL " + std::to_string(first));
  std::this_thread::sleep_for(50ms);
  BOOST_TEST(std::get<0>(connection.one(kId).value()) != first);
  server.execute("KILL " + std::to_string(std::get<0>(connection.one(kId).value())));
  std::this_thread::sleep_for(50ms);
  BOOST_TEST(connection.run(sql::kEndJourney, digest(1)) == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_connection_killed_inside_a_transaction_leaves_nothing_half_done, Town) {
  Connection connection = root();
  {
    Transaction transaction(connection);
    connection.run(kWrite, digest(1), "", "", Time{});
    server.execute("KILL " + std::to_string(std::get<0>(connection.one(kId).value())));
    std::this_thread::sleep_for(50ms);
    BOOST_CHECK_THROW(connection.run(kWrite, digest(2), "", "", Time{}), Conflict);
    // What follows must not slip in outside of the transaction.
    BOOST_CHECK_THROW(transaction.commit(), Conflict);
  }
  BOOST_TEST(connection.all(kRead, digest(1)).empty());
  BOOST_TEST(connection.all(kRead, digest(2)).empty());
}

// The connector's own commit() reports no error.
BOOST_FIXTURE_TEST_CASE(a_connection_killed_before_its_commit_is_never_taken_for_done, Town) {
  Connection connection = root();
  Transaction transaction(connection);
  connection.run(kWrite, digest(1), "", "", Time{});
  server.execute("KILL " + std::to_string(std::get<0>(connection.one(kId).value())));
  std::this_thread::sleep_for(50ms);
  BOOST_CHECK_THROW(transaction.commit(), StorageError);
  BOOST_TEST(connection.all(kRead, digest(1)).empty());
}

BOOST_FIXTURE_TEST_CASE(a_transaction_that_is_not_committed_is_rolled_back, Town) {
  Connection connection = root();
  {
    const Transaction transaction(connection);
    connection.run(kWrite, digest(1), "", "", Time{});
  }
  BOOST_TEST(connection.all(kRead, digest(1)).empty());
}

BOOST_FIXTURE_TEST_CASE(a_restart_of_the_database_is_survived_without_help, Town) {
  Connection connection = as("identify");
  SqlRecords records(connection, limits);
  BOOST_TEST(records.entry(subject_of(kMarie)).has_value());
  server.stop();
  BOOST_CHECK_THROW(records.entry(subject_of(kMarie)), StorageError);
  const auto before = steady_clock::now();
  BOOST_CHECK_THROW(records.entry(subject_of(kMarie)), StorageError);
  BOOST_TEST((steady_clock::now() - before < 20ms));  // an absent database costs next to nothing
  server.start();
  BOOST_TEST(comes_back([&] { records.entry(subject_of(kMarie)); }));
  BOOST_TEST(records.entry(subject_of(kMarie))->member == kMarie);
}

BOOST_FIXTURE_TEST_CASE(a_server_that_became_read_only_is_not_ready_until_it_takes_changes, Town) {
  Connection health = as("health");
  SqlRecords records(health, limits);
  BOOST_TEST(records.health().schema.serves());
  server.execute("SET GLOBAL read_only = 1");
  BOOST_CHECK_THROW(records.health(), StorageError);
  Connection page = as("identify");
  const auto spends = [&] { return spend(page, {"read only", 5, 1h}, now()); };
  BOOST_CHECK_THROW(spends(), StorageError);
  server.execute("SET GLOBAL read_only = 0");
  BOOST_TEST(records.health().schema.serves());
  BOOST_TEST(spends());
}

BOOST_AUTO_TEST_CASE(what_the_others_of_a_group_refuse_at_commit_is_a_lost_race) {
  BOOST_TEST(server::is_conflict(1213));  // Galera
  BOOST_TEST(server::is_conflict(3101));  // Group Replication
  BOOST_TEST(!server::may_repeat(server::Repeat::never, 1290));
}

BOOST_FIXTURE_TEST_CASE(waiting_for_what_the_other_nodes_wrote_is_asked_of_each_session, Town) {
  constexpr Query<Params<>, Row<unsigned>> kSyncWait{"SELECT @@session.wsrep_sync_wait",
                                                     accounts("admin")};
  Connection connection = as("code");
  BOOST_TEST(std::get<0>(connection.one(kSyncWait).value()) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_wrong_account_is_a_storage_error, Town) {
  Database nobody = server.account("identify");
  nobody.account_prefix = "nobody_";
  Connection connection(std::move(nobody));
  BOOST_CHECK_THROW(connection.open(), StorageError);
}

BOOST_FIXTURE_TEST_CASE(a_newer_schema_that_names_this_program_as_served_is_taken, Town) {
  const std::string next = std::to_string(kSchemaVersion + 1);
  server.execute("INSERT INTO schema_version VALUES (" + next + ", UTC_TIMESTAMP(6), " +
                 std::to_string(kSchemaVersion) + ")");
  Connection connection = as("identify");
  BOOST_CHECK_NO_THROW(connection.open());
  server.execute("DELETE FROM schema_version WHERE version = " + next);
}

BOOST_FIXTURE_TEST_CASE(another_schema_version_is_refused_in_one_line, Town) {
  const std::string next = std::to_string(kSchemaVersion + 1);
  server.execute("INSERT INTO schema_version VALUES (" + next + ", UTC_TIMESTAMP(6), " + next +
                 ")");
  Connection connection = as("identify");
  std::string line;
  try {
    connection.open();
  } catch (const SchemaError& error) {
    line = error.what();
  }
  server.execute("DELETE FROM schema_version WHERE version = " + next);
  BOOST_TEST(line == "schema version " + next + " serves programs of version " + next +
                         " and newer, this one is of " + std::to_string(kSchemaVersion) +
                         ": install the newer release");
  connection.open();
}

BOOST_FIXTURE_TEST_CASE(an_empty_schema_is_refused_as_version_0, Town) {
  server.execute("CREATE DATABASE IF NOT EXISTS empty");
  Database database = server.root("empty");
  database.any_schema = false;
  Connection connection(std::move(database));
  BOOST_CHECK_EXCEPTION(connection.open(), SchemaError, [](const SchemaError& error) {
    return std::string(error.what()).starts_with("schema version 0 is older");
  });
}

BOOST_FIXTURE_TEST_CASE(migrations_are_applied_once_and_end_at_the_version_that_is_compiled_in,
                        Town) {
  const auto migrations = read_migrations(PORTILLON_SOURCE "/sql");
  BOOST_TEST(migrations.back().version == kSchemaVersion);
  server.execute("DROP DATABASE IF EXISTS fresh");
  server.execute("CREATE DATABASE fresh");
  Connection connection(server.root("fresh"));
  SchemaChange schema(connection);
  BOOST_TEST(schema.version() == 0u);
  auto first_half = migrations;
  first_half.resize(4);
  BOOST_TEST(schema.migrate(first_half).size() == 4u);
  BOOST_TEST(schema.version() == 4u);
  BOOST_TEST(schema.migrate(migrations).size() == migrations.size() - 4);
  BOOST_TEST(schema.migrate(migrations).empty());
  BOOST_TEST(schema.version() == kSchemaVersion);
}

BOOST_FIXTURE_TEST_CASE(a_migration_that_was_cut_after_its_table_goes_on, Town) {
  const auto migrations = read_migrations(PORTILLON_SOURCE "/sql");
  server.execute("DROP DATABASE IF EXISTS cut");
  server.execute("CREATE DATABASE cut");
  Connection connection(server.root("cut"));
  SchemaChange schema(connection);
  schema.execute(migrations[0].statements[0]);
  BOOST_TEST(schema.migrate(migrations).size() == migrations.size());
}

// `sudo portillon`: keys are root's to read, the server lets the account's own user in alone.
BOOST_FIXTURE_TEST_CASE(root_connects_as_the_user_whom_the_server_knows_and_is_root_again, Town) {
  if (::geteuid() != 0) return;
  constexpr unsigned kNobodyUser = 65534;
  const auto folder = std::filesystem::path(server.socket()).parent_path();
  std::filesystem::permissions(folder, std::filesystem::perms(0711));
  server.execute("CREATE OR REPLACE USER 'nobody'@'localhost' IDENTIFIED VIA unix_socket");
  server.execute("GRANT SELECT ON portillon.schema_version TO 'nobody'@'localhost'");
  Database database = server.account("admin");
  database.user = "nobody";
  Database as_root = server.account("admin");
  as_root.user = "nobody";
  BOOST_CHECK_THROW(Connection(std::move(as_root)).open(), StorageError);
  database.connect_as = kNobodyUser;
  Connection connection(std::move(database));
  connection.open();
  BOOST_TEST(::geteuid() == 0u);
  BOOST_TEST(connection.one(sql::kReadSchemaVersion).has_value());
  server.execute("DROP USER 'nobody'@'localhost'");
}

// ---- Bulk

namespace {

constexpr BulkQuery<Params<std::uint64_t, std::string>, Row<>> kAddMany{
    "INSERT IGNORE INTO feed (member, seen) VALUES (?, ?)", accounts("admin")};
constexpr BulkQuery<Params<std::uint64_t>, Row<std::uint64_t, std::string>> kFindMany{
    "SELECT member, seen FROM feed WHERE member IN (?) AND seen <> ''", accounts("admin")};

}  // namespace

BOOST_AUTO_TEST_CASE(of_a_bulk_statement_one_part_is_sent_again_for_each_row) {
  BOOST_TEST(kAddMany.for_rows(1) == kAddMany.text);
  BOOST_TEST(kAddMany.for_rows(3) ==
             "INSERT IGNORE INTO feed (member, seen) VALUES (?, ?), (?, ?), (?, ?)");
  BOOST_TEST(kFindMany.for_rows(2) ==
             "SELECT member, seen FROM feed WHERE member IN (?, ?) AND seen <> ''");
  static_assert(detail::repeated("SELECT a FROM t WHERE b = ? AND c IN (?)").empty());
  static_assert(
      detail::repeated("INSERT INTO t (a) VALUES (?) ON DUPLICATE KEY UPDATE a = ?").empty());
  static_assert(detail::repeated("DELETE FROM t WHERE a = ?").empty());
}

BOOST_FIXTURE_TEST_CASE(any_number_of_rows_goes_and_is_found, Town) {
  server.execute("DELETE FROM feed");
  Connection admin = as("admin");
  std::vector<std::tuple<std::uint64_t, std::string>> rows;
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = 1; i <= 1111; ++i) {
    rows.emplace_back(i, std::string(48, static_cast<char>('a' + i % 26)));
    numbers.push_back(i);
  }
  BOOST_TEST(admin.run_all(kAddMany, rows) == 1111u);
  BOOST_TEST(admin.run_all(kAddMany, rows) == 0u);
  BOOST_TEST(admin.run_all(kAddMany, {}) == 0u);
  auto found = admin.all_of(kFindMany, numbers);
  std::ranges::sort(found);
  BOOST_TEST((found == rows));
  BOOST_TEST(admin.all_of(kFindMany, std::vector<std::uint64_t>{5, 5, 4711}).size() == 1u);
  BOOST_TEST(admin.all_of(kFindMany, std::vector<std::uint64_t>{}).empty());
  server.execute("DELETE FROM feed");
}

BOOST_AUTO_TEST_SUITE_END()
