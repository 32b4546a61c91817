#include "store/grants.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/migrate.h"
#include "store/queries.h"
#include "tests/store/support/town.h"

using namespace portillon;
using namespace portillon::test;
using Names = std::set<std::string>;

namespace {

// Whether the server itself lets the account run the text.
bool allowed(Connection& connection, const std::string& text) {
  try {
    SchemaChange(connection).execute(text);
    return true;
  } catch (const StorageError&) {
    return false;
  }
}

bool reads(std::string_view account, const std::string& table, const std::string& column) {
  const Uses uses = uses_of_account(account);
  const auto use = uses.find(table);
  return use != uses.end() && use->second.selected.contains(column);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(grant)

BOOST_AUTO_TEST_CASE(a_select_needs_its_columns_and_those_of_its_condition) {
  const Uses uses = uses_of("SELECT a, b IS NOT NULL FROM t WHERE c = ? AND d IN ('x', 'y?')");
  BOOST_TEST(uses.at("t").selected == (Names{"a", "b", "c", "d"}));
  BOOST_TEST(uses.at("t").inserted.empty());
}

BOOST_AUTO_TEST_CASE(a_variable_of_the_server_is_no_column) {
  BOOST_TEST(uses_of("SELECT @@read_only").empty());
}

BOOST_AUTO_TEST_CASE(a_join_needs_the_columns_behind_each_alias) {
  const Uses uses = uses_of(
      "SELECT UTC_TIMESTAMP(6), s.a FROM (SELECT 1 AS one) AS clock LEFT JOIN (sessions AS s JOIN "
      "members AS m ON m.b = s.c AND m.d IS NULL) ON s.e = ?");
  BOOST_TEST(uses.size() == 2u);
  BOOST_TEST(uses.at("sessions").selected == (Names{"a", "c", "e"}));
  BOOST_TEST(uses.at("members").selected == (Names{"b", "d"}));
}

BOOST_AUTO_TEST_CASE(an_update_reads_what_stands_right_of_the_sign_and_in_the_condition) {
  const Uses uses = uses_of(
      "UPDATE t SET a = ?, b = CASE WHEN c + 1 >= ? THEN NULL ELSE b END, v = v + 1 WHERE k = ?");
  BOOST_TEST(uses.at("t").updated == (Names{"a", "b", "v"}));
  BOOST_TEST(uses.at("t").selected == (Names{"b", "c", "k", "v"}));
}

BOOST_AUTO_TEST_CASE(an_insert_reads_nothing) {
  const Uses uses = uses_of("INSERT INTO t (a, b) VALUES (?, 1)");
  BOOST_TEST(uses.at("t").inserted == (Names{"a", "b"}));
  BOOST_TEST(uses.at("t").selected.empty());
}

BOOST_AUTO_TEST_CASE(a_locking_select_and_a_delete_are_understood) {
  BOOST_TEST(uses_of("SELECT a FROM t WHERE b = ? FOR UPDATE SKIP LOCKED").at("t").selected ==
             (Names{"a", "b"}));
  const Uses uses = uses_of("DELETE FROM t WHERE a = ? ORDER BY b LIMIT ?");
  BOOST_TEST(uses.at("t").deletes);
  BOOST_TEST(uses.at("t").selected == (Names{"a", "b"}));
}

BOOST_AUTO_TEST_CASE(a_column_of_a_join_without_alias_is_refused) {
  BOOST_CHECK_THROW(uses_of("SELECT a FROM t AS x JOIN u AS y ON x.b = y.b"), std::logic_error);
  BOOST_CHECK_THROW(uses_of("SELECT z.a FROM t AS x"), std::logic_error);
  BOOST_CHECK_THROW(uses_of("TRUNCATE t"), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_schema_or_user_that_is_no_name_is_refused) {
  BOOST_CHECK_THROW(grants("code", "x`; DROP", "u"), std::invalid_argument);
  BOOST_CHECK_THROW(grants("code", "x", "u'@'%"), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(every_query_that_is_written_is_in_the_list) {
  std::size_t written = 0;
  for (const auto& file : std::filesystem::directory_iterator(PORTILLON_SOURCE "/fcgi/store")) {
    if (!file.path().filename().string().starts_with("queries_")) continue;
    std::ifstream stream(file.path());
    std::stringstream text;
    text << stream.rdbuf();
    const std::string all = text.str();
    for (std::size_t at = 0; (at = all.find("inline constexpr Query<", at)) != all.npos; ++at)
      ++written;
    for (std::size_t at = 0; (at = all.find("inline constexpr BulkQuery<", at)) != all.npos; ++at)
      ++written;
    for (std::size_t at = 0; (at = all.find("inline constexpr ByMember ", at)) != all.npos; ++at)
      ++written;
    for (std::size_t at = 0; (at = all.find("inline constexpr Purge ", at)) != all.npos; ++at)
      ++written;
    for (std::size_t at = 0; (at = all.find("inline constexpr CountByKey ", at)) != all.npos; ++at)
      ++written;
    for (std::size_t at = 0; (at = all.find("inline constexpr Forget", at)) != all.npos; ++at)
      ++written;
  }
  BOOST_TEST(written == all_queries().size());
  const auto list = all_queries();
  BOOST_TEST(std::set<const Statement*>(list.begin(), list.end()).size() == list.size());
}

BOOST_AUTO_TEST_CASE(every_account_can_run_the_queries_that_name_it) {
  for (const std::string& name : account_names()) {
    Connection connection(Server::get().account(name));
    for (const Statement* statement : all_queries()) {
      if (!statement->allowed.has(name)) continue;
      BOOST_TEST(connection.accepts(*statement), name << ": " << statement->text);
    }
  }
}

// A query needs no more than others of the same account now and then; it is refused wherever it
// needs more, and never where it is covered.
BOOST_AUTO_TEST_CASE(a_query_is_refused_to_an_account_that_lacks_one_of_its_columns) {
  std::size_t refused = 0;
  for (const std::string& name : account_names()) {
    Connection connection(Server::get().account(name));
    const Uses has = uses_of_account(name);
    for (const Statement* statement : all_queries()) {
      bool covered = true;
      for (const auto& [table, use] : uses_of(statement->text)) {
        const auto mine = has.find(table);
        const TableUse none;
        const TableUse& got = mine == has.end() ? none : mine->second;
        covered = covered && std::ranges::includes(got.selected, use.selected) &&
                  std::ranges::includes(got.inserted, use.inserted) &&
                  std::ranges::includes(got.updated, use.updated) && (got.deletes || !use.deletes);
      }
      BOOST_TEST(connection.accepts(*statement) == covered, name << ": " << statement->text);
      if (!covered) ++refused;
    }
  }
  BOOST_TEST(refused > 600u);
}

BOOST_AUTO_TEST_CASE(secrets_are_read_by_the_fewest) {
  const auto readers = [](const std::string& table, const std::string& column) {
    Names names;
    for (const std::string& name : account_names()) {
      if (reads(name, table, column)) names.insert(name);
    }
    return names;
  };
  BOOST_TEST(readers("members", "password") ==
             (Names{"sign_in", "new_password", "contacts", "change_password"}));
  BOOST_TEST(readers("contacts", "value_sealed") == (Names{"courier", "keeper", "export"}));
  BOOST_TEST(readers("members", "address_sealed") == (Names{"courier", "keeper", "export"}));
  BOOST_TEST(readers("members", "identifier_sealed") ==
             (Names{"new_password", "change_password", "keeper", "admin", "export"}));
  BOOST_TEST(readers("members", "name_sealed") ==
             (Names{"new_password", "change_password", "keeper", "export"}));
  BOOST_TEST(readers("contacts", "words") == (Names{"new_password", "change_password"}));
  // The import replaces one that an old key made; by inserting it could always tell what is there.
  BOOST_TEST(readers("facts", "answer") == (Names{"prove", "admin"}));
  BOOST_TEST(readers("audit", "event") == (Names{"account", "admin", "export"}));
  BOOST_TEST(readers("audit", "mac") == (Names{"admin"}));
  BOOST_TEST(readers("outbox", "member").contains("code") == false);
}

// It is the one account that holds the courier's key and may write: only what it reseals.
BOOST_AUTO_TEST_CASE(the_keeper_reads_and_writes_what_it_reseals_and_counts_the_rest) {
  Names written;
  for (const auto& [table, use] : uses_of_account("keeper")) {
    for (const std::string& column : use.updated) written.insert(table + "." + column);
    BOOST_TEST(use.inserted.empty(), table);
    BOOST_TEST(use.deletes == (table == "recoveries"), table);  // of a retired index key
  }
  BOOST_TEST(written ==
             (Names{"contacts.destination", "contacts.mask_sealed", "contacts.value_sealed",
                    "feed.seen", "members.address_sealed", "members.former_subject",
                    "members.identifier_sealed", "members.name_sealed", "members.subject"}));
  Connection keeper(Server::get().account("keeper"));
  for (const char* text :
       {"SELECT password FROM members LIMIT 0", "SELECT temporary_hash FROM members LIMIT 0",
        "SELECT code_hash FROM contacts LIMIT 0", "SELECT code_hash FROM recoveries LIMIT 0",
        "SELECT answer FROM facts LIMIT 0", "SELECT typed_sealed FROM journeys LIMIT 0",
        "UPDATE members SET password = '' WHERE 1 = 0"}) {
    BOOST_TEST(!allowed(keeper, text), text);
  }
  BOOST_TEST(allowed(keeper, "SELECT password_key FROM members LIMIT 0"));
}

// It opens everything about a member, for the member: so it changes nothing, and reads no hash.
BOOST_AUTO_TEST_CASE(the_account_of_the_right_of_access_changes_nothing_and_reads_no_secret) {
  for (const auto& [table, use] : uses_of_account("export")) {
    BOOST_TEST(use.updated.empty(), table);
    BOOST_TEST(use.inserted.empty(), table);
    BOOST_TEST(!use.deletes, table);
  }
  Connection connection(Server::get().account("export"));
  for (const char* text :
       {"SELECT password FROM members LIMIT 0", "SELECT temporary_hash FROM members LIMIT 0",
        "SELECT code_hash FROM contacts LIMIT 0", "SELECT code_hash FROM recoveries LIMIT 0",
        "SELECT answer FROM facts LIMIT 0", "SELECT session FROM sessions LIMIT 0",
        "SELECT journey FROM journeys LIMIT 0", "SELECT words FROM contacts LIMIT 0"}) {
    BOOST_TEST(!allowed(connection, text), text);
  }
}

// By two operators alone, and only to empty it: without the pepper no other password is one.
BOOST_AUTO_TEST_CASE(the_command_s_account_reads_no_password_and_writes_one_only_to_end_it) {
  BOOST_TEST(!reads("admin", "members", "password"));
  for (const Statement* statement : all_queries()) {
    const bool writes = statement->allowed.has("admin") &&
                        uses_of(statement->text)["members"].updated.contains("password");
    if (writes) {
      BOOST_TEST(statement->text.find("password = ''") != std::string_view::npos, statement->text);
    }
  }
}

BOOST_AUTO_TEST_CASE(who_may_touch_a_freeze_is_known_by_name) {
  Names names;
  for (const std::string& name : account_names()) {
    const Uses uses = uses_of_account(name);
    const auto members = uses.find("members");
    if (members != uses.end() && members->second.updated.contains("frozen_at")) names.insert(name);
  }
  BOOST_TEST(names == (Names{"not_me", "new_password", "admin"}));
  // The page that anybody may post to reads no password and no address.
  for (const auto* column : {"password", "temporary_hash", "identifier_sealed", "name_sealed"}) {
    BOOST_TEST(!reads("not_me", "members", column), column);
  }
  BOOST_TEST(!reads("not_me", "contacts", "value_sealed"));
}

BOOST_AUTO_TEST_CASE(nobody_changes_or_empties_the_audit_trail) {
  for (const std::string& name : account_names()) {
    const Uses uses = uses_of_account(name);
    const auto audit = uses.find("audit");
    if (audit == uses.end()) continue;
    BOOST_TEST(audit->second.updated.empty(), name);
    BOOST_TEST(audit->second.deletes == (name == "admin"), name);
    Connection connection(Server::get().account(name));
    BOOST_TEST(!allowed(connection, "UPDATE audit SET event = 'x' WHERE 1 = 0"), name);
    BOOST_TEST(!allowed(connection, "TRUNCATE audit"), name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
