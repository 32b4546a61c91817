#include "admin/receipt_url.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "admin/key_files.h"
#include "page/derivations.h"
#include "shell/start_error.h"
#include "tests/support/folder.h"

using namespace portillon;
using portillon::test::Folder;

namespace {

struct Place {
  Folder folder;
  SystemRandom random;

  Place() {
    unsetenv("CREDENTIALS_DIRECTORY");
    make_keys(folder / "keys", random, {});
    const std::string toml =
        "[site]\norigin = \"https://x.fr\"\n[admin]\nkeys = \"" + (folder / "keys").string() +
        "\"\n[[receipts]]\nprovider = \"ovh\"\nurl = \"https://x.fr/acces/accuse\"\nid = \"id\"\n"
        "delivered = [\"1\"]\n[[receipts]]\nprovider = \"kannel\"\n"
        "url = \"http://127.0.0.1/acces/accuse\"\ndelivered = [\"1\"]\n"
        "[[receipts]]\nprovider = \"muet\"\ndelivered = [\"1\"]\n";
    setenv("PORTILLON_CONFIG", folder.put("p.toml", toml).c_str(), 1);
  }
  ~Place() { unsetenv("PORTILLON_CONFIG"); }

  // What the command says on standard output, or why it does not.
  std::string said(const std::string& provider) {
    const std::ostringstream out;
    std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
    std::string problem;
    try {
      run_outbox_receipt_url(provider);
    } catch (const StartError& error) {
      problem = error.what();
    }
    std::cout.rdbuf(before);
    return problem.empty() ? out.str() : problem;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(receipt_url, Place)

BOOST_AUTO_TEST_CASE(the_address_of_a_provider_with_ids_of_its_own_carries_its_token) {
  constexpr std::string_view kNeeded[] = {"receipt"};
  const Keys keys = Keys::load(folder / "keys", kNeeded);
  const std::string start = "https://x.fr/acces/accuse?provider=ovh&token=";
  const std::string address = said("ovh");
  BOOST_REQUIRE(address.starts_with(start) && address.ends_with("\n"));
  const std::string token = address.substr(start.size(), address.size() - start.size() - 1);
  BOOST_TEST(token.size() == 40U);
  BOOST_TEST(is_receipt_token(keys, "ovh", token));
  BOOST_TEST(!is_receipt_token(keys, "kannel", token));
}

BOOST_AUTO_TEST_CASE(a_provider_that_carries_our_handle_needs_no_token) {
  BOOST_TEST(said("kannel") == "http://127.0.0.1/acces/accuse?provider=kannel\n");
}

BOOST_AUTO_TEST_CASE(a_provider_that_is_not_there_or_has_no_address_is_named) {
  BOOST_TEST(said("autre").ends_with("no [[receipts]] has the provider autre"));
  BOOST_TEST(said("muet").ends_with("the [[receipts]] of muet has no url"));
}

BOOST_AUTO_TEST_SUITE_END()
