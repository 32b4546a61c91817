// Every account tries every right on every column and table of the schema, on the server itself:
// what it may is what its queries need, nothing less and nothing more.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <iostream>
#include <map>

#include "store/grants.h"
#include "store/migrate.h"
#include "store/queries.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using Names = std::set<std::string>;

namespace {

using Schema = std::map<std::string, Names>;  // columns by table

Schema read_schema(Connection& root) {
  static constexpr Query<Params<>, Row<std::string, std::string>> kColumns{
      "SELECT table_name, column_name FROM information_schema.columns "
      "WHERE table_schema = 'portillon'",
      accounts("admin")};
  Schema schema;
  for (const auto& [table, name] : root.all(kColumns)) schema[table].insert(name);
  return schema;
}

// Statements that change nothing, each wanting one right and no other. IGNORE, because the value is
// not what is tried.
std::string try_select(const std::string& table, const std::string& column) {
  return "SELECT " + column + " FROM " + table + " LIMIT 0";
}
std::string try_insert(const std::string& table, const std::string& column) {
  return "INSERT IGNORE INTO " + table + " (" + column + ") SELECT NULL FROM DUAL WHERE 1 = 0";
}
std::string try_update(const std::string& table, const std::string& column) {
  return "UPDATE IGNORE " + table + " SET " + column + " = NULL WHERE 1 = 0";
}
std::string try_delete(const std::string& table) { return "DELETE FROM " + table + " WHERE 1 = 0"; }

// Whether the server lets the account run the text. What fails for another reason than its rights
// proves nothing and fails the test.
bool allowed(Connection& connection, const std::string& text) {
  try {
    SchemaChange(connection).execute(text);
    return true;
  } catch (const StorageError& error) {
    const std::string_view what = error.what();
    const bool denied = what.find("denied") != what.npos;
    BOOST_TEST(denied, connection.account() << ": " << text << ": " << what);
    return false;
  }
}

TableUse use_of(const Uses& uses, const std::string& table) {
  const auto found = uses.find(table);
  return found == uses.end() ? TableUse{} : found->second;
}

// One account against the whole schema.
class Trial {
 public:
  Trial(const std::string& account, const Schema& schema)
      : account_(account),
        connection_(Server::get().account(account)),
        uses_(uses_of_account(account)) {
    for (const auto& [table, columns] : schema) {
      const TableUse use = use_of(uses_, table);
      for (const std::string& column : columns) {
        const std::string place = table + "." + column;
        compare("SELECT " + place, try_select(table, column), use.selected.contains(column));
        compare("INSERT " + place, try_insert(table, column), use.inserted.contains(column));
        compare("UPDATE " + place, try_update(table, column), use.updated.contains(column));
      }
      compare("DELETE " + table, try_delete(table), use.deletes);
    }
  }

  std::size_t tries() const { return tries_; }
  std::size_t granted() const { return granted_; }
  // "may SELECT t.c", "may not DELETE t": what the server does and the queries do not say.
  const Names& surprises() const { return surprises_; }

 private:
  void compare(const std::string& right, const std::string& text, bool needed) {
    const bool may = allowed(connection_, text);
    if (may != needed) surprises_.insert((may ? "may " : "may not ") + right);
    ++tries_;
    granted_ += may;
  }

  std::string account_;
  Connection connection_;
  Uses uses_;
  Names surprises_;
  std::size_t tries_ = 0;
  std::size_t granted_ = 0;
};

std::string user(const std::string& account) { return "'portillon_" + account + "'@'localhost'"; }

// Whether a new connection of the account can run all that names it and touches the table.
bool works(const std::string& account, const std::string& table) {
  Connection connection(Server::get().account(account));
  return std::ranges::all_of(all_queries(), [&](const Statement* statement) {
    return !statement->allowed.has(account) || !uses_of(statement->text).contains(table) ||
           connection.accepts(*statement);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(privileges)

BOOST_FIXTURE_TEST_CASE(every_right_on_every_column_and_table_is_what_the_queries_need, Town) {
  Connection all = root();
  const Schema schema = read_schema(all);
  BOOST_TEST(schema.size() > 12u);
  // Nothing but its rights can keep an account from running these.
  for (const auto& [table, columns] : schema) {
    for (const std::string& column : columns) {
      for (const auto& text : {try_select(table, column), try_insert(table, column),
                               try_update(table, column), try_delete(table)}) {
        BOOST_TEST(allowed(all, text), text);
      }
    }
  }
  std::size_t tries = 0;
  std::size_t granted = 0;
  for (const std::string& account : account_names()) {
    const Trial trial(account, schema);
    for (const std::string& surprise : trial.surprises()) BOOST_ERROR(account << " " << surprise);
    BOOST_TEST(trial.granted() < trial.tries() / 2, account);
    tries += trial.tries();
    granted += trial.granted();
  }
  BOOST_TEST(tries > 4000u);
  std::cout << "seen: " << tries << " rights tried on the server, " << granted << " granted\n";
}

BOOST_FIXTURE_TEST_CASE(a_right_too_many_and_a_right_too_few_are_both_found, Town) {
  Connection all = root();
  SchemaChange change(all);
  const Schema schema = read_schema(all);
  const std::string code = user("code");
  change.execute("GRANT SELECT (password), UPDATE (kind) ON members TO " + code);
  change.execute("GRANT DELETE ON audit TO " + code);
  change.execute("REVOKE INSERT (event) ON audit FROM " + code);
  const Trial trial("code", schema);
  BOOST_TEST(trial.surprises() == (Names{"may SELECT members.password", "may UPDATE members.kind",
                                         "may DELETE audit", "may not INSERT audit.event"}));
  for (const std::string& text : grants("code", "portillon", "portillon_code")) {
    change.execute(text);
  }
  BOOST_TEST(Trial("code", schema).surprises().empty());
}

// Taken away one by one: without any of them a query of its account is refused.
BOOST_FIXTURE_TEST_CASE(no_right_can_be_spared, Town) {
  Connection all = root();
  SchemaChange change(all);
  std::size_t rights = 0;
  const auto try_without = [&](const std::string& account, const std::string& right,
                               const std::string& table) {
    const std::string on = right + " ON " + table;
    change.execute("REVOKE " + on + " FROM " + user(account));
    BOOST_TEST(!works(account, table), account << " works without " << on);
    change.execute("GRANT " + on + " TO " + user(account));
    ++rights;
  };
  for (const std::string& account : account_names()) {
    for (const auto& [table, use] : uses_of_account(account)) {
      for (const auto& column : use.selected)
        try_without(account, "SELECT (" + column + ")", table);
      for (const auto& column : use.inserted)
        try_without(account, "INSERT (" + column + ")", table);
      for (const auto& column : use.updated) try_without(account, "UPDATE (" + column + ")", table);
      if (use.deletes) try_without(account, "DELETE", table);
      BOOST_TEST(works(account, table), account << " " << table);
    }
  }
  BOOST_TEST(rights > 300u);
  std::cout << "seen: " << rights << " rights taken away one by one\n";
}

BOOST_FIXTURE_TEST_CASE(no_account_reaches_the_server_its_files_or_another_schema, Town) {
  Connection all = root();
  SchemaChange change(all);
  change.execute("CREATE DATABASE IF NOT EXISTS neighbour");
  change.execute("CREATE TABLE IF NOT EXISTS neighbour.t (c INT)");
  static constexpr Query<Params<>, Row<std::string>> kSchemas{
      "SELECT schema_name FROM information_schema.schemata", all_accounts()};
  static constexpr Query<Params<>, Row<std::uint64_t>> kOthersAtWork{
      "SELECT COUNT(*) FROM information_schema.processlist "
      "WHERE user != SUBSTRING_INDEX(USER(), '@', 1)",
      all_accounts()};
  BOOST_TEST(std::get<0>(*all.one(kOthersAtWork)) == 0u);
  std::size_t tries = 0;
  for (const std::string& name : account_names()) {
    Connection connection(Server::get().account(name));
    const std::string me = user(name);
    for (const std::string& text : {
             // The schema.
             std::string("CREATE TABLE x (y INT)"),
             std::string("CREATE TEMPORARY TABLE x (y INT)"),
             std::string("ALTER TABLE facts ADD z INT"),
             std::string("DROP TABLE facts"),
             std::string("TRUNCATE TABLE audit"),
             std::string("RENAME TABLE facts TO x"),
             std::string("CREATE INDEX x ON facts (kind)"),
             std::string("CREATE VIEW x AS SELECT 1"),
             std::string("CREATE TRIGGER x BEFORE INSERT ON audit FOR EACH ROW SET @y = 1"),
             std::string("CREATE FUNCTION x() RETURNS INT RETURN 1"),
             std::string("CREATE EVENT x ON SCHEDULE EVERY 1 DAY DO SET @y = 1"),
             std::string("LOCK TABLES members READ"),
             std::string("DROP DATABASE portillon"),
             // Others'.
             std::string("SELECT c FROM neighbour.t"),
             std::string("INSERT INTO neighbour.t (c) VALUES (1)"),
             std::string("SHOW TABLES FROM neighbour"),
             std::string("CREATE DATABASE x"),
             std::string("SELECT user FROM mysql.user LIMIT 0"),
             std::string("SELECT db FROM mysql.db LIMIT 0"),
             std::string("UPDATE mysql.global_priv SET priv = '{}' WHERE 1 = 0"),
             std::string("USE mysql"),
             // Accounts.
             "GRANT SELECT ON portillon.members TO " + me,
             "GRANT ALL ON *.* TO " + me,
             "REVOKE ALL PRIVILEGES, GRANT OPTION FROM " + me,
             std::string("CREATE USER x"),
             std::string("DROP USER 'root'@'localhost'"),
             std::string("SET PASSWORD FOR 'root'@'localhost' = PASSWORD('x')"),
             std::string("SHOW GRANTS FOR 'root'@'localhost'"),
             // Files and server.
             std::string("SELECT 1 INTO OUTFILE '/tmp/portillon-should-not-exist'"),
             std::string("LOAD DATA INFILE '/etc/passwd' INTO TABLE audit (event)"),
             std::string("SET GLOBAL max_connections = 9"),
             std::string("SET GLOBAL general_log = 1"),
             std::string("INSTALL SONAME 'auth_ed25519'"),
             std::string("FLUSH PRIVILEGES"),
             std::string("SHOW ENGINE INNODB STATUS"),
             std::string("SHOW BINARY LOGS"),
             std::string("CHANGE MASTER TO MASTER_HOST = 'x'"),
             std::string("SHUTDOWN"),
         }) {
      BOOST_TEST(!allowed(connection, text), name << ": " << text);
      ++tries;
    }
    Names schemas;
    for (const auto& [schema] : connection.all(kSchemas)) schemas.insert(schema);
    BOOST_TEST(schemas == (Names{"information_schema", "portillon"}), name);
    BOOST_TEST(std::get<0>(*connection.one(kOthersAtWork)) == 0u, name);
    tries += 2;
  }
  change.execute("DROP DATABASE neighbour");
  std::cout << "seen: " << tries << " ways out tried\n";
}

BOOST_AUTO_TEST_SUITE_END()
