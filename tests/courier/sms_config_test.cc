#include "courier/sms_config.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "courier/gateway_url.h"
#include "shell/config.h"
#include "shell/config_table.h"
#include "shell/start_error.h"

using namespace portillon;

namespace {

constexpr std::string_view kWhole = R"([[sms]]
name = "essai"
url = "https://sms.exemple.fr/send"
[sms.form]
to = "{to}"
text = "{text}"
[sms.accepted]
status = [200]
)";

std::string refusal(std::string_view toml, Settings settings = {}, std::string_view secret = "") {
  try {
    sms_providers(parse_toml(toml, "p.toml"), "p.toml", settings,
                  [&](std::string_view) { return Secret::from(std::string(secret)); });
  } catch (const StartError& error) {
    return error.what();
  }
  return "";
}

// The whole one with one line changed.
std::string changed(std::string_view line, std::string_view into) {
  std::string toml(kWhole);
  return toml.replace(toml.find(line), line.size(), into);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sms_config)

BOOST_AUTO_TEST_CASE(providers_come_in_the_order_of_the_file) {
  const std::string second = std::string(kWhole) + changed("essai", "autre");
  const auto providers =
      sms_providers(parse_toml(second, "t"), "t", {}, [](std::string_view) { return Secret(); });
  BOOST_REQUIRE(providers.size() == 2U);
  BOOST_TEST(providers[0]->name() == "essai");
  BOOST_TEST(providers[1]->name() == "autre");
  BOOST_TEST(sms_descriptions(parse_toml("", "t"), "t", {}).empty());
}

BOOST_AUTO_TEST_CASE(each_mistake_is_named_with_file_table_and_key) {
  const std::pair<std::string, std::string_view> kMistakes[] = {
      {changed("\"essai\"", "\"SMS 1\""), "[sms] name: has other signs"},
      {std::string(kWhole) + std::string(kWhole), "[sms] name: is another one's too"},
      {changed("https://sms.exemple.fr", "http://sms.exemple.fr"), "[sms] url: is neither https"},
      {changed("exemple.fr/send", "exemple.fr/send?a=1"), "[sms] url: holds a query"},
      {changed("https://", "https://u:p@"), "[sms] url: holds a query, fragment or user"},
      {changed("https://sms.exemple.fr/send", "sms"), "[sms] url: is n"},
      {changed("name =", "method = \"DELETE\"\nname ="), "[sms] method: is none of"},
      {changed("name =", "method = \"GET\"\nname ="), "[sms] method: takes a body"},
      {changed("name =", "idempotent = true\nname ="), "[sms] idempotent: wants {handle}"},
      {changed("name =", "timeout = 60\nname ="), "[sms] timeout: is not within 1 and 20"},
      {changed("name =", "ca_file = \"/nowhere\"\nname ="), "[sms] ca_file: is not a file"},
      {changed("name =", "user = \"a:b\"\nname ="), "[sms] user: holds a ':'"},
      {changed("name =", "nom = \"x\"\nname ="), "[sms] nom: is not a setting"},
      {changed("{text}", "{texte}"), "[sms] form: {texte} is no placeholder"},
      {changed("{text}", "{text"), "[sms] form: {text is no placeholder"},
      {changed("{text}", "bonjour"), "has {text} nowhere"},
      {changed("{to}", "06"), "has neither {to} nor {to_digits}"},
      {changed("[sms.form]", "[sms.headers]\n\"X Y\" = \"a\"\n[sms.form]"), "[sms] headers: holds"},
      {changed("[sms.form]", "[sms.headers]\nX = \"{text}\"\n[sms.form]"),
       "[sms] headers: holds {text}"},
      {changed("[sms.form]", "[sms.headers]\nX = \"a\\nB: c\"\n[sms.form]"),
       "[sms] headers: holds"},
      {changed("[sms.form]", "[sms.json]\na = 1\n[sms.form]"), "[sms] json: stands beside form"},
      {changed("status = [200]", ""), "[sms] accepted: names no condition"},
      {changed("status = [200]", "status = 200"), "[sms.accepted] status: is not a list"},
      {changed("status = [200]", "status = [20]"), "[sms.accepted] status: holds something"},
      {changed("status = [200]", "json = { a = 1 }"), "[sms.accepted] json: is not a table"},
      {changed("status = [200]", "statut = [200]"),
       "[sms.accepted] statut: is not a setting (did you mean status?)"},
      {std::string(kWhole) + "[sms.id]\njson = \"a\"\nheader = \"b\"\n", "[sms] id: names more"},
  };
  for (const auto& [toml, problem] : kMistakes) {
    const std::string said = refusal(toml);
    BOOST_TEST(holds(said, problem), toml << " -> " << said);
    BOOST_TEST(said.starts_with("p.toml"), said);
    BOOST_TEST(!holds(said, "\n"));
  }
  BOOST_TEST(refusal(kWhole) == "");
}

BOOST_AUTO_TEST_CASE(a_credential_that_is_wanted_must_be_there_and_fit_into_a_header) {
  const std::string wants =
      changed("[sms.form]", "[sms.headers]\nX-Key = \"{secret}\"\n[sms.form]");
  BOOST_TEST(refusal(wants) ==
             "credential provider_essai: is missing or empty, and [[sms]] wants it");
  BOOST_TEST(refusal(wants, {}, "abc") == "");
  BOOST_TEST(refusal(wants, {}, "abc\r\nX: y") ==
             "credential provider_essai: holds a control character");
  BOOST_TEST(
      holds(refusal(changed("name =", "user = \"u\"\nname =")), "provider_essai: is missing"));
}

BOOST_AUTO_TEST_CASE(a_receipt_url_is_asked_for_where_one_is_known_alone) {
  const std::string wants = changed("to = \"{to}\"", "to = \"{to}\"\ncallback = \"{receipt}\"");
  BOOST_TEST(holds(refusal(wants), "has no [[receipts]] with a url"));
  Settings settings;
  settings.receipts.push_back({"essai", "https://interne.exemple.fr/acces/accuse"});
  BOOST_TEST(refusal(wants, settings) == "");
  BOOST_TEST(sms_descriptions(parse_toml(wants, "t"), "t", settings)[0].receipt ==
             "https://interne.exemple.fr/acces/accuse?provider=essai&handle=");
}

BOOST_AUTO_TEST_CASE(plain_http_goes_to_this_machine_alone) {
  for (const char* good : {"https://a.fr", "https://a.fr:8443/x/y.json", "http://127.0.0.1:13013/s",
                           "http://127.9.9.9/", "http://[::1]:80/", "http://localhost:1/"}) {
    BOOST_TEST(gateway_url_problem(good) == "", good);
  }
  for (const char* bad :
       {"", "a.fr", "http://a.fr/", "http://10.0.0.1/", "http://127.0.0.1.a.fr/",
        "http://localhost.a.fr/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://0.0.0.0/",
        "http://[::ffff:10.0.0.1]/", "https://a.fr/{to}", "http://128.0.0.1/", "https://a.fr/ b"}) {
    BOOST_TEST(gateway_url_problem(bad) != "", bad);
  }
}

// docs/providers.md and systemd/portillon.toml.
BOOST_AUTO_TEST_CASE(the_examples_of_the_documentation_are_accepted) {
  std::string toml = "[site]\norigin = \"https://exemple.fr\"\n";
  std::ifstream in(PORTILLON_SOURCE "/docs/providers.md");
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      inside = line == "```toml";
    } else if (inside) {
      toml += line + '\n';
    }
  }
  const Config config = parse_config(toml, "providers.md");
  const auto all =
      sms_descriptions(parse_toml(toml, "providers.md"), "providers.md", config.settings);
  BOOST_TEST(all.size() == 5U);
  for (const SmsDescription& sms : all) BOOST_TEST(sms.has(Slot::receipt), sms.name);
}

BOOST_AUTO_TEST_CASE(the_example_of_the_configuration_is_accepted_without_its_comment_signs) {
  std::string toml;
  std::ifstream in(PORTILLON_SOURCE "/systemd/portillon.toml");
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    inside |= line == "# [[sms]]";
    if (line.empty()) inside = false;
    if (inside) toml += line.substr(2) + '\n';
  }
  const Config config = parse_config("[site]\norigin = \"https://exemple.fr\"\n" + toml, "example");
  const auto all = sms_descriptions(parse_toml(toml, "example"), "example", config.settings);
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST(config.settings.receipts.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
