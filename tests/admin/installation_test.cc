#include "admin/installation.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <sstream>

#include "shell/start_error.h"
#include "tests/support/folder.h"

using namespace portillon;
using portillon::test::Folder;
namespace fs = std::filesystem;

namespace {

// The environment of one test.
struct Place {
  Folder folder;

  Place() { unsetenv("CREDENTIALS_DIRECTORY"); }
  ~Place() {
    unsetenv("PORTILLON_CONFIG");
    unsetenv("CREDENTIALS_DIRECTORY");
  }
  Installation load(const std::string& more = {}) {
    const std::string file = folder.put(
        "p.toml", "[site]\norigin = \"https://x.fr\"\n[paths]\npages = \"/srv/p/pages\"\n" + more);
    setenv("PORTILLON_CONFIG", file.c_str(), 1);
    return Installation::load();
  }
  std::string refusal(const std::string& more) {
    try {
      load(more);
    } catch (const StartError& error) {
      return error.what();
    }
    return "(taken)";
  }
};

std::string password_of(const Folder& folder, std::string_view text) {
  try {
    return "got " + std::to_string(read_password(folder.put("pw", text)).size());
  } catch (const StartError&) {
    return "refused";
  }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(installation, Place)

BOOST_AUTO_TEST_CASE(keys_password_and_migrations_have_their_places) {
  const Installation found = load();
  BOOST_TEST(found.keys == "/etc/portillon/keys");
  BOOST_TEST(found.password == "/etc/portillon/database/admin");
  BOOST_TEST(found.migrations == "/srv/p/sql");
}

// keys list of millions of members ended with "Lost connection" after the ten seconds of a page.
BOOST_AUTO_TEST_CASE(what_reads_a_whole_table_is_waited_for_longer_than_a_page_waits) {
  const Installation found = load();
  BOOST_TEST((found.database().answer_timeout == std::chrono::seconds(10)));
  BOOST_TEST((found.patient_database("keeper").answer_timeout >= std::chrono::minutes(30)));
  BOOST_TEST(found.patient_database("keeper").account == "keeper");
}

BOOST_AUTO_TEST_CASE(the_admin_table_moves_them) {
  const Installation found =
      load("[admin]\nkeys = \"/k\"\npassword = \"/w\"\nmigrations = \"/m\"\n");
  BOOST_TEST(found.keys == "/k");
  BOOST_TEST(found.password == "/w");
  BOOST_TEST(found.migrations == "/m");
}

BOOST_AUTO_TEST_CASE(what_systemd_hands_over_goes_before) {
  setenv("CREDENTIALS_DIRECTORY", "/run/c", 1);
  const Installation found = load("[admin]\nkeys = \"/k\"\n");
  BOOST_TEST(found.keys == "/run/c");
  BOOST_TEST(found.password == "/run/c/database");
}

BOOST_AUTO_TEST_CASE(an_empty_credential_says_that_the_server_knows_the_user) {
  setenv("CREDENTIALS_DIRECTORY", folder.path().c_str(), 1);
  const Installation found = load();
  folder.put("database", "\n");
  BOOST_TEST(found.database().password.empty());
  folder.put("database", "secret\n");
  BOOST_TEST(found.database().password.size() == 6u);
}

BOOST_AUTO_TEST_CASE(a_misspelt_or_relative_setting_is_refused_with_its_line) {
  BOOST_TEST(refusal("[admin]\nkey = \"/k\"\n").find("key: is not a setting") != std::string::npos);
  BOOST_TEST(refusal("[admin]\nkeys = \"k\"\n").find("is not an absolute path") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(another_user_comes_without_the_accounts_password) {
  const Installation found =
      load("[admin]\npassword = \"" + folder.put("admin", "secret\n") + "\"\n");
  BOOST_TEST(found.database().password.size() == 6u);
  const Database root = found.database_as("root", {});
  BOOST_TEST(root.password.empty());
  BOOST_TEST(root.user == "root");
  BOOST_TEST(root.any_schema);
}

BOOST_AUTO_TEST_CASE(a_password_file_holds_one_line) {
  BOOST_TEST(password_of(folder, "abc\n") == "got 3");
  BOOST_TEST(password_of(folder, "abc") == "got 3");
  BOOST_TEST(password_of(folder, std::string(200, 'x')) == "got 200");
  BOOST_TEST(password_of(folder, "") == "refused");
  BOOST_TEST(password_of(folder, "\n") == "refused");
  BOOST_TEST(password_of(folder, "a\nb\n") == "refused");
  BOOST_TEST(password_of(folder, std::string(202, 'x')) == "refused");
  BOOST_CHECK_THROW(read_password(folder / "absent"), StartError);
}

// The example that a sysadmin starts from.
BOOST_AUTO_TEST_CASE(the_example_configuration_is_accepted_as_it_stands_and_with_all_it_offers) {
  const std::string example = test::read(PORTILLON_SOURCE "/systemd/portillon.toml");
  parse_config(example, "example");
  std::string offered;
  std::size_t settings = 0;
  std::istringstream lines(example);
  for (std::string line; std::getline(lines, line);) {
    // "#name = value": without a space, a setting with its default.
    if (line.size() > 1 && line[0] == '#' && line[1] >= 'a' && line[1] <= 'z') {
      line.erase(0, 1);
      ++settings;
    }
    offered += line + '\n';
  }
  BOOST_TEST(settings > 30u);
  const Config config = parse_config(offered, "example");
  const Limits defaults;
  BOOST_TEST((config.settings.limits.code_validity == defaults.code_validity));
  BOOST_TEST(config.settings.limits.letters_a_year == defaults.letters_a_year);
  BOOST_TEST((config.settings.limits.contribution_window == defaults.contribution_window));
  setenv("PORTILLON_CONFIG", folder.put("all.toml", offered).c_str(), 1);
  BOOST_TEST(Installation::load().keys == "/etc/portillon/keys");
}

BOOST_AUTO_TEST_SUITE_END()
