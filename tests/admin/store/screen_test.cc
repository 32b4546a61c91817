// The program itself before a database with planted secrets: none of them comes to the screen,
// whatever it is asked, and each act leaves its row.
#include <sys/stat.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdio>

#include "crypto/seal.h"
#include "crypto/sealed_box.h"
#include "page/derivations.h"
#include "tests/admin/store/support/premises.h"

using namespace portillon;
using namespace portillon::test;

namespace {

constexpr std::string_view kNir = "247034019203186";
constexpr std::string_view kCanonical = "nir:2470340192031";

constexpr Query<Params<>, Row<std::string, std::string>> kTrail{
    "SELECT event, detail FROM audit WHERE page = 'admin' ORDER BY id", accounts("admin")};

struct Ran {
  int status = -1;
  std::string told;  // stdout and stderr
};

struct Screen : Premises {
  std::vector<std::string> secrets = {"Lartigue Jeanne", "2470340192031",
                                      "MUGRON",          "jeanne.lartigue@exemple.fr",
                                      "+33639981001",    "$argon2id$"};

  Screen() {
    const Keys keys = Keys::load(folder / "keys", kKeyPurposes);
    for (const std::string_view purpose : kKeyPurposes) {
      secrets.push_back(read(folder / "keys" / std::string(purpose)).substr(2, 24));
    }
    secrets.push_back(read(folder / "providers/kannel"));
    const auto x = [](std::string_view bytes) { return "x'" + to_hex(bytes) + "'"; };
    const std::string row = "7";
    server.execute(
        "INSERT INTO members (member, subject, kind, public_id, activated_at, password, "
        "identifier_sealed, name_sealed, address_sealed) VALUES (7, " +
        x(view(subject_of(keys, kCanonical))) +
        ", 'particulier', REPEAT('a', 32), '2026-01-01', "
        "'1$argon2id$x', " +
        x(seal(keys.ring("identity"), kSealIdentifier, row, "2470340192031")) + ", " +
        x(seal(keys.ring("identity"), kSealName, row, "Lartigue Jeanne")) + ", " +
        x(seal_to(keys.ring("contact_public"), kBoxAddress, row, "40250 MUGRON")) + ")");
    server.execute(
        "INSERT INTO contacts (member, type, state, current_since, value_sealed, mask_sealed, "
        "destination) VALUES (7, 'mobile', 'current', '2026-01-01', " +
        x(seal_to(keys.ring("contact_public"), kBoxContact, row, "+33639981001")) + ", " +
        x(seal(keys.ring("mask"), kSealMask, row, "06 •• 01")) + ", REPEAT('d', 32))");
  }

  Ran run(const std::string& arguments, const std::string& typed = std::string(kNir) + "\n") {
    const std::string line = std::string(PORTILLON_BUILD "/bin/portillon ") + arguments + " < " +
                             folder.put("typed", typed) + " 2>&1";
    FILE* pipe = popen(line.c_str(), "r");
    Ran ran;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) ran.told += static_cast<char>(c);
    const int ended = pclose(pipe);
    if (WIFEXITED(ended)) ran.status = WEXITSTATUS(ended);
    return ran;
  }
  std::vector<std::string> events() {
    Connection all(server.root());
    std::vector<std::string> found;
    for (const auto& [event, detail] : all.all(kTrail)) found.push_back(event + " " + detail);
    return found;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(screen, Screen)

BOOST_AUTO_TEST_CASE(no_command_shows_a_secret) {
  for (const auto* arguments : {"check",
                                "check --json",
                                "stats",
                                "stats --json",
                                "keys list",
                                "keys list --json",
                                "keys check",
                                "keys rotate code",
                                "keys add pepper",
                                "keys retire code 1",
                                "keys reseal",
                                "member show --identifier-stdin",
                                "member show --identifier-stdin --json",
                                "member letter --identifier-stdin",
                                "member end-sessions --identifier-stdin",
                                "member freeze --identifier-stdin",
                                "member unfreeze --identifier-stdin --because seen",
                                "member contact --identifier-stdin --type mobile",
                                "member requests",
                                "member requests --json",
                                "forget --identifier-stdin",
                                "forget --identifier-stdin --json",
                                "forget --identifier-stdin --yes",
                                "audit show",
                                "audit show --json",
                                "audit verify",
                                "audit anchor",
                                "audit resolve --identifier-stdin",
                                "outbox list",
                                "outbox list --json",
                                "outbox show K7C-4QT",
                                "outbox retry --failed",
                                "letters list",
                                "purge",
                                "purge --json",
                                "grants",
                                "sizing",
                                "pages --output /tmp/portillon-pages-of-a-test"}) {
    const Ran ran = run(arguments, std::string(kNir) + "\n06 39 98 10 77\n");
    BOOST_TEST_CONTEXT(arguments << ": " << ran.told) {
      BOOST_TEST(ran.status >= 0);
      BOOST_TEST(ran.status <= 3);
      BOOST_TEST(ran.status != 2);
      for (const std::string& secret : secrets) {
        BOOST_TEST(ran.told.find(secret) == std::string::npos, secret);
      }
      BOOST_TEST(ran.told.find("639981077") == std::string::npos);
      BOOST_TEST(ran.told.find("06 39 98 10 77") == std::string::npos);
    }
  }
  std::filesystem::remove_all("/tmp/portillon-pages-of-a-test");
}

BOOST_AUTO_TEST_CASE(acts_on_keys_leave_a_row_with_purpose_and_id) {
  BOOST_TEST(run("keys rotate code").status == 0);
  BOOST_TEST(run("keys reseal").status == 0);
  BOOST_TEST(run("keys retire code 1 --because stolen").status == 0);
  const auto found = events();
  BOOST_TEST_REQUIRE(found.size() >= 4u);  // the first is the anchor of the site
  BOOST_TEST(found[found.size() - 3] == "keys_by_operator rotate code 2");
  BOOST_TEST(found[found.size() - 2] == "keys_by_operator reseal");
  BOOST_TEST(found[found.size() - 1] == "keys_by_operator retire code 1");
}

// A row that cannot be written is an act that is not done.
BOOST_AUTO_TEST_CASE(without_a_database_no_key_of_the_installation_is_changed) {
  configure(server.socket(), "/none/mysqld.sock");
  const std::string before = read(folder / "keys/code");
  BOOST_TEST(run("keys rotate code").status == 1);
  BOOST_TEST(read(folder / "keys/code") == before);
}

BOOST_AUTO_TEST_CASE(an_export_is_a_new_file_for_its_owner_alone_and_leaves_a_row) {
  const std::string output = file("export.json");
  const Ran ran = run("export --identifier-stdin --output " + output);
  BOOST_TEST(ran.status == 0, ran.told);
  for (const std::string& secret : secrets) {
    BOOST_TEST(ran.told.find(secret) == std::string::npos);
  }
  struct stat status {};
  BOOST_TEST_REQUIRE(::stat(output.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777) == 0600u);
  const std::string json = read(output);
  BOOST_TEST(json.find("\"value\":\"+33639981001\"") != std::string::npos);
  BOOST_TEST(json.find("argon2") == std::string::npos);
  BOOST_TEST(events().back() == "member_exported ");
  BOOST_TEST(run("export --identifier-stdin --output " + output).status == 1);
  BOOST_TEST(read(output) == json);
}

// Root of this machine is many people: what takes two is refused to it.
BOOST_AUTO_TEST_CASE(what_takes_two_persons_is_refused_to_an_account_that_many_use) {
  if (::geteuid() != 0 || std::getenv("SUDO_UID") != nullptr) return;
  const Ran ran = run("forget --identifier-stdin --yes");
  BOOST_TEST(ran.status == 3, ran.told);
  BOOST_TEST(ran.told.find("two persons are needed") != std::string::npos);
  Connection all(server.root());
  BOOST_TEST(run("forget --identifier-stdin").status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
