#include "courier/mail_config.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "shell/config_table.h"
#include "shell/start_error.h"
#include "tests/courier/support/post_office.h"
#include "tests/support/folder.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr std::string_view kMail =
    "[mail]\nfrom = \"ne-pas-repondre@caisse.fr\"\nbounces = \"retours@caisse.fr\"\n";

struct Desk : PostOffice {
  Folder credentials;
  Desk() { setenv("CREDENTIALS_DIRECTORY", credentials.path().c_str(), 1); }
  ~Desk() { unsetenv("CREDENTIALS_DIRECTORY"); }

  std::vector<std::unique_ptr<Provider>> read(const std::string& toml) const {
    const toml::table root = parse_toml(toml, "p.toml");
    return mail_providers(root, "p.toml", PORTILLON_SOURCE "/pages", settings, texts);
  }
  std::string complaint(const std::string& toml) const {
    try {
      read(toml);
    } catch (const StartError& error) {
      return error.what();
    }
    return "(none)";
  }
  std::string of_host(const std::string& lines) const {
    return complaint(std::string(kMail) + "[[smtp]]\nname = \"a\"\n" + lines);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(mail_config, Desk)

BOOST_AUTO_TEST_CASE(servers_keep_the_order_of_the_file) {
  credentials.put("provider_premier", "secret\n");
  const auto found = read(std::string(kMail) +
                          "from_name = \"MSA é\"\nreply_to = \"aide@caisse.fr\"\n"
                          "[[smtp]]\nname = \"premier\"\nhost = \"smtp.exemple.fr\"\n"
                          "user = \"portillon\"\nhello = \"portillon.caisse.fr\"\n"
                          "[[smtp]]\nname = \"second-2\"\nhost = \"smtp2.exemple.fr\"\n"
                          "tls = \"starttls\"\nport = 2587\n"
                          "[[smtp]]\nname = \"local\"\nhost = \"127.0.0.1\"\ntls = \"none\"\n");
  BOOST_REQUIRE(found.size() == 3);
  BOOST_TEST(found[0]->name() == "premier");
  BOOST_TEST(found[1]->name() == "second-2");
  BOOST_TEST(found[2]->name() == "local");
}

BOOST_AUTO_TEST_CASE(without_a_server_there_is_none) {
  BOOST_TEST(read("").empty());
  BOOST_TEST(read(std::string(kMail)).empty());
}

BOOST_AUTO_TEST_CASE(a_sender_with_a_mistake_is_refused_by_its_key) {
  BOOST_TEST(complaint("[[smtp]]\nname = \"a\"\n") == "p.toml: [mail] from: is missing");
  BOOST_TEST(complaint("[mail]\nfrom = \"a@b.fr\"\n") == "p.toml: [mail] bounces: is missing");
  BOOST_TEST(complaint("[mail]\nfrom = \"a b@c.fr\"\nbounces = \"r@b.fr\"") ==
             "p.toml:2: [mail] from: is no mail address");
  BOOST_TEST(complaint("[mail]\nfrom = \"a@c.fr\"\nbounces = \"r+x@b.fr\"").find("has a +") !=
             std::string::npos);
  BOOST_TEST(complaint("[mail]\nfrom = \"a@c.fr\"\nbounces = \"r234567890123456789012@b.fr\"")
                 .starts_with("p.toml:3: [mail] bounces: has over 21 signs"));
  BOOST_TEST(complaint(std::string(kMail) + "bouces = 1\n") ==
             "p.toml:4: [mail] bouces: is not a setting (did you mean bounces?)");
  BOOST_TEST(complaint(std::string(kMail) + "from_name = \"a\\r\\nBcc: x\"\n") ==
             "p.toml:4: [mail] from_name: holds a control character");
}

BOOST_AUTO_TEST_CASE(a_server_with_a_mistake_is_refused_by_its_key) {
  BOOST_TEST(of_host("") == "p.toml: [smtp] host: is no name of a host, in small letters");
  for (const char* host :
       {"a b", "a/b", "u@h", "a:1", "a?b", "-a", ".a", "a..b", "[::1]", "a\\\\b"}) {
    BOOST_TEST(of_host("host = \"" + std::string(host) + "\"")
                   .starts_with("p.toml:6: [smtp] host: is no name of a host"),
               host);
  }
  BOOST_TEST(of_host("host = \"h.fr\"\nhello = \"x\\ty\"").find("hello: ") != std::string::npos);
  BOOST_TEST(of_host("host = \"h.fr\"\nhello = \"x/y\"")
                 .starts_with("p.toml:7: [smtp] hello: is no name"));
  BOOST_TEST(of_host("host = \"h.fr\"\nport = 0").starts_with("p.toml:7: [smtp] port: "));
  BOOST_TEST(
      of_host("host = \"h.fr\"\ntls = \"tls\"").starts_with("p.toml:7: [smtp] tls: is none"));
  BOOST_TEST(of_host("host = \"h.fr\"\nca = \"ca.pem\"") ==
             "p.toml:7: [smtp] ca: is not an absolute path");
  BOOST_TEST(of_host("host = \"h.fr\"\nca = \"/dev/null\"") ==
             "p.toml:7: [smtp] ca: cannot be read as certificates (PEM)");
  BOOST_TEST(of_host("host = \"h.fr\"\npassword = \"x\"")
                 .starts_with("p.toml:7: [smtp] password: is not a setting"));
  const std::string twice = "host = \"h.fr\"\n[[smtp]]\nname = \"a\"\nhost = \"i.fr\"\n";
  BOOST_TEST(of_host(twice) == "p.toml:8: [smtp] name: is another server's too");
  BOOST_TEST(complaint(std::string(kMail) + "[[smtp]]\nname = \"A b\"\nhost = \"h.fr\"")
                 .starts_with("p.toml:5: [smtp] name: is no word"));
}

BOOST_AUTO_TEST_CASE(nothing_goes_in_clear_but_to_this_machine) {
  for (const char* host :
       {"smtp.exemple.fr", "localhost", "10.0.0.1", "127.0.0.1.exemple.fr", "128.0.0.1", "127.1"}) {
    BOOST_TEST(of_host("host = \"" + std::string(host) + "\"\ntls = \"none\"")
                   .starts_with("p.toml:7: [smtp] tls: is \"none\""),
               host);
  }
  BOOST_TEST(of_host("host = \"127.0.0.1\"\ntls = \"none\"") == "(none)");
}

BOOST_AUTO_TEST_CASE(a_user_needs_a_password_in_a_credential_file_of_that_name) {
  BOOST_TEST(of_host("host = \"h.fr\"\nuser = \"portillon\"") ==
             "p.toml:7: [smtp] user: has no password: the credential file provider_a is missing");
  credentials.put("provider_a", "secret\n");
  BOOST_TEST(of_host("host = \"h.fr\"\nuser = \"portillon\"") == "(none)");
}

BOOST_AUTO_TEST_SUITE_END()
