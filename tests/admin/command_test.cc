// The program itself: exit statuses and lines for people, without a database.
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/folder.h"

using portillon::test::Folder;

namespace {

struct Ran {
  int status = -1;
  std::string told;  // stdout and stderr
};

// `arguments` as a shell reads them.
Ran run(const std::string& arguments, const std::string& config = "/nonexistent") {
  const std::string line =
      "PORTILLON_CONFIG=" + config + " " PORTILLON_BUILD "/bin/portillon " + arguments + " 2>&1";
  FILE* pipe = popen(line.c_str(), "r");
  BOOST_TEST_REQUIRE(pipe != nullptr);
  Ran ran;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    ran.told += static_cast<char>(c);
  }
  const int ended = pclose(pipe);
  if (WIFEXITED(ended)) ran.status = WEXITSTATUS(ended);
  return ran;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(command)

BOOST_AUTO_TEST_CASE(wrong_use_ends_with_2_and_one_line) {
  for (const auto* arguments : {"",
                                "frobnicate",
                                "keys",
                                "keys new",
                                "keys rotate",
                                "keys retire code",
                                "keys retire code 0",
                                "keys retire code 1 --because 'Madame X'",
                                "keys reseal --batch 0",
                                "import",
                                "pages",
                                "migrate --frobnicate",
                                "grants --passwords",
                                "member",
                                "member freeze",
                                "member thaw --reference K7C4QT",
                                "member freeze 1510864130027",
                                "member freeze --reference K7C4QT --identifier-stdin",
                                "member letter --reference K7C4QT --beyond-limit 'Madame X'",
                                "member unfreeze --reference K7C4QT",
                                "member unfreeze --reference K7C4QT --because 'Madame X'",
                                "member contact --reference K7C4QT",
                                "member contact --reference K7C4QT --type pigeon",
                                "member contact --reference K7C4QT --type mobile 0639980001",
                                "member approve --reference K7C4QT",
                                "member approve 0123456789abcdef",
                                "member withdraw",
                                "export",
                                "export 1510864130027",
                                "forget",
                                "forget 1510864130027 --yes",
                                "check frobnicate",
                                "stats frobnicate",
                                "sizing --members 0",
                                "sizing --members x",
                                "audit",
                                "audit frobnicate",
                                "audit resolve",
                                "audit resolve --subject 00 --identifier-stdin",
                                "audit show 1510864130027",
                                "breached",
                                "breached build --from x",
                                "breached info",
                                "breached build --from x --output y --rate-bits 25"}) {
    const Ran ran = run(arguments);
    BOOST_TEST_CONTEXT(arguments << ": " << ran.told) {
      BOOST_TEST(ran.status == 2);
      BOOST_TEST(std::ranges::count(ran.told, '\n') == 1);
      BOOST_TEST(ran.told.starts_with("portillon: "));
    }
  }
}

BOOST_AUTO_TEST_CASE(help_ends_with_0_and_names_the_statuses) {
  BOOST_TEST(run("--help").status == 0);
  BOOST_TEST(run("import --help").status == 0);
  BOOST_TEST(run("--help").told.find("3 something stands against it") != std::string::npos);
}

namespace {

// The names below "Subcommands:" of a help.
std::vector<std::string> subcommands(const std::string& help) {
  std::vector<std::string> names;
  std::istringstream lines(help.substr(std::min(help.find("\nSubcommands:"), help.size())));
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 3 || !line.starts_with("  ") || line[2] == ' ') continue;
    names.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return names;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_french_page_has_every_subcommand) {
  const std::string page = portillon::test::read(PORTILLON_SOURCE "/docs/fr/commande.md");
  std::size_t seen = 0;
  for (const std::string& name : subcommands(run("--help").told)) {
    const auto below = subcommands(run(name + " --help").told);
    if (below.empty()) {
      BOOST_TEST((page.find("`" + name) != std::string::npos), name);
      ++seen;
    }
    for (const std::string& sub : below) {
      BOOST_TEST((page.find("`" + name + " " + sub) != std::string::npos), name + " " + sub);
      ++seen;
    }
  }
  BOOST_TEST(seen > 35u);
}

BOOST_AUTO_TEST_CASE(without_configuration_everything_ends_with_1_and_one_line_that_names_it) {
  for (const auto* arguments : {"migrate",
                                "grants",
                                "keys check",
                                "keys list",
                                "keys reseal",
                                "keys rotate code",
                                "keys retire code 1",
                                "import --members x",
                                "purge",
                                "pages --output /tmp/x",
                                "member freeze --reference K7C4QT",
                                "member letter --identifier-stdin",
                                "sizing",
                                "member show --reference K7C4QT",
                                "member requests",
                                "stats",
                                "member approve 0123456789abcdef --reference K7C4QT",
                                "forget --reference K7C4QT",
                                "audit verify",
                                "audit anchor",
                                "audit show",
                                "audit resolve --identifier-stdin"}) {
    const Ran ran = run(arguments);
    BOOST_TEST_CONTEXT(arguments << ": " << ran.told) {
      BOOST_TEST(ran.status == 1);
      BOOST_TEST(ran.told.starts_with("portillon: /nonexistent: "));
      BOOST_TEST(std::ranges::count(ran.told, '\n') == 1);
    }
  }
}

BOOST_AUTO_TEST_CASE(check_tells_each_part_and_goes_on_after_a_bad_one) {
  const Folder folder;
  const std::string config =
      folder.put("p.toml", "[site]\norigin = \"https://x.fr\"\n[paths]\npages = \"" PORTILLON_SOURCE
                           "/pages\"\n[database]\nsocket = \"" +
                               (folder / "none").string() + "\"\n[admin]\nkeys = \"" +
                               (folder / "keys").string() + "\"\n");
  const Ran ran = run("check", config);
  BOOST_TEST(ran.status == 1);
  BOOST_TEST(ran.told.starts_with("OK       configuration: " + config + "\nFAILED   keys: "),
             ran.told);
  BOOST_TEST(ran.told.find("is not there → portillon keys new") != std::string::npos);
  BOOST_TEST(ran.told.find("OK       pages: " PORTILLON_SOURCE "/pages\n") != std::string::npos);
  BOOST_TEST(ran.told.find("FAILED   database: ") != std::string::npos);
  const Ran machine = run("check --json --before-start", config);
  BOOST_TEST(machine.status == 1);
  BOOST_TEST(machine.told.starts_with("{\"good\":false,"), machine.told);
  const Ran none = run("check");
  BOOST_TEST(none.status == 1);
  BOOST_TEST(none.told.starts_with("FAILED   configuration: /nonexistent: "), none.told);
}

BOOST_AUTO_TEST_CASE(sizing_computes_from_the_configured_limits) {
  const Folder folder;
  const std::string config =
      folder.put("p.toml", "[site]\norigin = \"https://x.fr\"\n[limits]\ncode_digits = 6\n");
  const Ran machine = run("sizing --json --members 1000", config);
  BOOST_TEST(machine.status == 0);
  BOOST_TEST(machine.told.starts_with("{\"members\":1000,\"code\":3.000000e-06,"), machine.told);
  BOOST_TEST(machine.told.ends_with("}\n"));
  const Ran people = run("sizing --members 1000", config);
  BOOST_TEST(people.status == 0);
  BOOST_TEST(people.told.find("Deviner le code d'un adhérent (6 chiffres)") != std::string::npos);
  BOOST_TEST(people.told.find("chez chacun des 1000 adhérents") != std::string::npos);
}

// The hashes of "abc" and "password"; no configuration is asked for.
BOOST_AUTO_TEST_CASE(a_list_of_stolen_passwords_is_built_from_a_pipe_described_and_asked) {
  const Folder folder;
  const std::string list = folder.put("list",
                                      "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:7\r\n"
                                      "A9993E364706816ABA3E25717850C26C9CD0D89D:3\r\n");
  const std::string filter = (folder / "filter").string();
  const Ran built = run("breached build --from - --output " + filter + " < " + list);
  BOOST_TEST(built.status == 0, built.told);
  BOOST_TEST(built.told.starts_with("made from: standard input, 2 lines, "), built.told);
  BOOST_TEST(built.told.find("\nentries: 2\n") != std::string::npos);
  const Ran described = run("breached info " + filter);
  BOOST_TEST(described.status == 0);
  BOOST_TEST(described.told == built.told + "checksum: right\n");
  const auto ask = [&](std::string_view password) {
    return run("breached check " + filter + " < " + folder.put("typed", password));
  };
  BOOST_TEST(ask("password\n").status == 3);
  BOOST_TEST(ask("password\n").told == "is in the list: refused\n");
  BOOST_TEST(ask("Password\n").status == 0);
  const Ran damaged = run("breached info " + list);
  BOOST_TEST(damaged.status == 1);
  BOOST_TEST(damaged.told ==
             "portillon: " + list + ": is not a filter of this version, or is damaged\n");
}

BOOST_AUTO_TEST_CASE(keys_are_made_and_checked_and_never_shown) {
  const Folder folder;
  const std::string where = " --directory " + (folder / "keys").string();
  const Ran made = run("keys new" + where);
  BOOST_TEST(made.status == 0);
  const std::string key = portillon::test::read(folder / "keys/pepper").substr(2, 20);
  BOOST_TEST(made.told.find(key) == std::string::npos);
  BOOST_TEST(run("keys check" + where).status == 0);
  BOOST_TEST(run("keys new" + where).status == 1);
  const Ran rotated = run("keys rotate pepper" + where);
  BOOST_TEST(rotated.status == 0);
  BOOST_TEST(rotated.told.find("pepper: key 2 is first") != std::string::npos, rotated.told);
  const std::string second = portillon::test::read(folder / "keys/pepper").substr(2, 20);
  BOOST_TEST(second != key);
  const Ran listed = run("keys list --files-alone" + where);
  BOOST_TEST(listed.status == 0);
  BOOST_TEST(listed.told.find("pepper             2  in use   made 20") != std::string::npos,
             listed.told);
  for (const Ran& ran : {rotated, listed}) {
    BOOST_TEST(ran.told.find(key) == std::string::npos);
    BOOST_TEST(ran.told.find(second) == std::string::npos);
  }
  BOOST_TEST(run("keys rotate frobnicate" + where).status == 1);
  BOOST_TEST(run("keys check" + where).status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
