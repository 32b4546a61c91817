#include "admin/accounts.h"

#include <boost/test/unit_test.hpp>

#include "shell/start_error.h"
#include "tests/support/folder.h"

using namespace portillon;
using portillon::test::Folder;

namespace {

std::vector<std::string> texts_of(const AccountOrder& order) {
  std::vector<std::string> texts;
  for (const Secret& statement : account_statements(order)) {
    texts.emplace_back(statement.reveal());
  }
  return texts;
}

Folder& fill(Folder& folder, std::string_view password) {
  for (const std::string& stem : account_stems()) folder.put(stem, password);
  return folder;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(database_accounts)

BOOST_AUTO_TEST_CASE(each_account_is_created_with_its_password_before_it_gets_rights) {
  Folder folder;
  const auto texts = texts_of({"p", "x_", fill(folder, "s3cret~/+=-_.\n").path()});
  const auto first = std::ranges::find(
      texts, "CREATE USER IF NOT EXISTS 'x_code'@'localhost' IDENTIFIED BY 's3cret~/+=-_.'");
  BOOST_TEST_REQUIRE((first != texts.end()));
  BOOST_TEST(*(first + 1) == "ALTER USER 'x_code'@'localhost' IDENTIFIED BY 's3cret~/+=-_.'");
  BOOST_TEST((first + 2)->starts_with("REVOKE ALL PRIVILEGES"));
  BOOST_TEST((first + 3)->starts_with("GRANT "));
  BOOST_TEST(std::ranges::count_if(texts, [](const auto& text) {
               return text.starts_with("CREATE USER");
             }) == static_cast<std::ptrdiff_t>(account_stems().size()));
}

BOOST_AUTO_TEST_CASE(accounts_of_another_machine_come_from_its_address_and_need_a_password) {
  Folder folder;
  fill(folder, "good");
  for (const auto& text : texts_of({"p", "x_", folder.path(), "192.0.2.%"})) {
    BOOST_TEST(text.find("'@'192.0.2.%'") != std::string::npos, text);
  }
  BOOST_CHECK_THROW(texts_of({"p", "x_", {}, "192.0.2.%"}), StartError);
  BOOST_CHECK_THROW(texts_of({"p", "x_", folder.path(), "%' IDENTIFIED"}), StartError);
}

BOOST_AUTO_TEST_CASE(without_passwords_the_operating_system_vouches) {
  const auto texts = texts_of({"p", "x_", {}});
  BOOST_TEST(texts.front() ==
             "CREATE USER IF NOT EXISTS 'x_sign_in'@'localhost' IDENTIFIED VIA unix_socket");
  for (const auto& text : texts) BOOST_TEST(text.find("IDENTIFIED BY") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_password_that_would_need_quoting_is_refused_and_not_shown) {
  for (const std::string bad : {"it's", "back\\slash", "new\nline", "", "\n", "schön"}) {
    Folder folder;
    fill(folder, "good");
    folder.put("courier", bad);
    try {
      texts_of({"p", "x_", folder.path()});
      BOOST_ERROR("was taken: " + bad);
    } catch (const StartError& error) {
      const std::string told = error.what();
      BOOST_TEST(told.starts_with((folder / "courier").string() + ": "));
      if (bad.size() > 3) BOOST_TEST(told.find(bad) == std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_missing_password_file_is_named) {
  Folder folder;
  fill(folder, "good");
  std::filesystem::remove(folder / "admin");
  BOOST_CHECK_EXCEPTION(texts_of({"p", "x_", folder.path()}), StartError, [&](const auto& error) {
    return std::string(error.what()).starts_with((folder / "admin").string());
  });
}

BOOST_AUTO_TEST_SUITE_END()
