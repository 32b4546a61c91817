// Faults are planted one by one into an installation in order: `portillon check` finds exactly that
// one, and says what to do.
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <functional>
#include <iostream>

#include "admin/accounts.h"
#include "admin/health_check.h"
#include "admin/key_files.h"
#include "store/migrate.h"
#include "tests/admin/store/support/certificates.h"
#include "tests/admin/store/support/premises.h"

using namespace portillon;
using namespace portillon::test;
namespace fs = std::filesystem;

namespace {

struct Fault {
  std::string name;
  std::function<void(Premises&)> plant;
  Grade level;
  std::string part;
  std::string what;    // a word of it
  std::string remedy;  // a word of it
};

Findings look(const Premises& site) {
  return check_installation(
      true, [&](const Installation& installation) { return site.places(installation); });
}

Findings bad_ones(Findings findings) {
  std::erase_if(findings, [](const Finding& finding) { return finding.level == Grade::ok; });
  return findings;
}

void mode(const Premises& site, std::string_view name, mode_t mode) {
  BOOST_REQUIRE_EQUAL(::chmod(site.file(name).c_str(), mode), 0);
}

void sql(Premises& site, const std::string& text) { site.server.execute(text); }

const std::vector<Fault>& faults_of_files() {
  static const std::vector<Fault> faults = {
      {"a setting that is not known", [](Premises& s) { s.configure("wake =", "wakes ="); },
       Grade::failed, "configuration", "wakes: is not a setting", "correct this line"},
      {"a configuration that others write", [](Premises& s) { mode(s, "portillon.toml", 0666); },
       Grade::failed, "configuration", "others can write", "chmod 644"},
      {"a key that others read", [](Premises& s) { mode(s, "keys/pepper", 0644); }, Grade::failed,
       "keys", "others can read it (mode 0644)", "chmod 600 "},
      {"a key that is gone", [](Premises& s) { fs::remove(s.folder / "keys/mask"); }, Grade::failed,
       "keys", "mask: is not there", "portillon keys add mask"},
      {"a key that is cut",
       [](Premises& s) {
         s.folder.put("keys/code", "1:abc\n");
         mode(s, "keys/code", 0600);
       },
       Grade::failed, "keys", "code", "restore "},
      {"a key that nobody wants",
       [](Premises& s) {
         s.folder.put("keys/pepper.bak", "x");
         mode(s, "keys/pepper.bak", 0600);
       },
       Grade::warning, "keys", "pepper.bak: no program wants it", "move it"},
      {"a key that a backup shares",
       [](Premises& s) {
         fs::create_hard_link(s.folder / "keys/index", s.folder / "backup-of-index");
       },
       Grade::warning, "keys", "has a second name elsewhere", "-samefile"},
      {"half of another pair",
       [](Premises& s) {
         const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
         make_keys(s.folder / "other", s.random, today);
         fs::rename(s.folder / "other/contact_public", s.folder / "keys/contact_public");
       },
       Grade::failed, "keys", "is not the other half", "restore both"},
      {"a folder of keys that others open", [](Premises& s) { mode(s, "keys", 0755); },
       Grade::failed, "keys", "others can read it (mode 0755)", "chmod 700 "},
      {"no folder of keys", [](Premises& s) { fs::rename(s.folder / "keys", s.folder / "away"); },
       Grade::failed, "keys", "is not there", "portillon keys new"},
      {"a database password that others read",
       [](Premises& s) {
         s.folder.put("database/spare", "secret\n");
         mode(s, "database/spare", 0640);
       },
       Grade::failed, "secrets", "spare: others can read it", "chmod 600 "},
      {"a gateway's secret that others read",
       [](Premises& s) { mode(s, "providers/kannel", 0644); }, Grade::failed, "secrets",
       "kannel: others can read it", "chmod 600 "},
      {"a gateway's secret that is gone",
       [](Premises& s) { fs::remove(s.folder / "providers/kannel"); }, Grade::failed, "providers",
       "the secret of kannel is not there", "umask 077"},
      {"a gateway that is misspelt",
       [](Premises& s) { s.configure("status = [200]", "statut = 200"); }, Grade::failed,
       "providers", "statut", "correct this line"},
      {"a gateway whose name nobody knows", [](Premises& s) { s.unknown_host = "sms.exemple.fr"; },
       Grade::failed, "providers", "sms.exemple.fr: this machine does not know the name",
       "getent hosts sms.exemple.fr"},
      {"a template that is gone", [](Premises& s) { fs::remove(s.folder / "pages/code.html"); },
       Grade::failed, "pages", "code.html", "--reinstall"},
      {"no list of stolen passwords",
       [](Premises& s) { s.configure("[canary]", "[passwords]\nbreached = \"/none\"\n[canary]"); },
       Grade::failed, "stolen passwords", "/none", "portillon breached build"},
      {"a printing house whose certificate has expired",
       [](Premises& s) { s.folder.put("house.pem", kExpiredCertificate); }, Grade::failed,
       "letters", "has expired", "printing house"},
  };
  return faults;
}

const std::vector<Fault>& faults_of_the_database() {
  static const std::vector<Fault> faults = {
      {"a database that is away",
       [](Premises& s) { s.configure(s.server.socket(), "/none/mysqld.sock"); }, Grade::failed,
       "database", "cannot connect", "systemctl status mariadb"},
      {"a schema of an older release",
       [](Premises& s) {
         sql(s, "DELETE FROM schema_version WHERE version = " + std::to_string(kSchemaVersion));
       },
       Grade::failed, "schema", "is older", "portillon migrate"},
      {"a right too few",
       [](Premises& s) {
         sql(s, "REVOKE INSERT (event) ON audit FROM 'portillon_code'@'localhost'");
       },
       Grade::failed, "grants", "portillon_code may not INSERT audit.event", "grants --apply"},
      {"a right too many",
       [](Premises& s) { sql(s, "GRANT DELETE ON audit TO 'portillon_leave'@'localhost'"); },
       Grade::failed, "grants", "portillon_leave may do more than it needs: DELETE audit",
       "grants --apply"},
      {"a right over everything",
       [](Premises& s) { sql(s, "GRANT SELECT ON *.* TO 'portillon_session'@'localhost'"); },
       Grade::failed, "grants", "portillon_session may do more than it needs: SELECT *.*",
       "grants --apply"},
      {"an account that is not there",
       [](Premises& s) { sql(s, "DROP USER 'portillon_sent'@'localhost'"); }, Grade::failed,
       "grants", "portillon_sent is not let in", "grants --apply"},
      {"a clock that is wrong", [](Premises& s) { s.clock_off = std::chrono::hours(1); },
       Grade::failed, "clock", "s apart", "timedatectl set-ntp true"},
      {"a clock that drifts", [](Premises& s) { s.clock_off = std::chrono::seconds(-20); },
       Grade::warning, "clock", "s apart", "timedatectl set-ntp true"},
      {"messages that nobody fetches",
       [](Premises& s) {
         sql(s,
             "UPDATE outbox SET state = 'queued', due_at = UTC_TIMESTAMP(6) - INTERVAL 1 HOUR "
             "WHERE message = 1");
       },
       Grade::failed, "outbox", "a message has been waiting", "portillon-courier"},
      {"no courier", [](Premises& s) { sql(s, "DELETE FROM providers"); }, Grade::failed, "courier",
       "no courier has said anything", "systemctl start portillon.target"},
      {"a gateway that is down",
       [](Premises& s) { sql(s, "UPDATE providers SET down = 1, reason = 'refused_connection'"); },
       Grade::warning, "courier", "kannel (sms) is down: refused_connection", "outbox list"},
      {"no canary since yesterday", [](Premises& s) { sql(s, "DELETE FROM outbox"); },
       Grade::warning, "canary", "no trial message by sms", "portillon-canary.timer"},
      {"a canary that failed",
       [](Premises& s) { sql(s, "UPDATE outbox SET state = 'failed', reason = 'refused'"); },
       Grade::failed, "canary", "by sms failed: refused", "outbox test --channel sms"},
      {"an anchor of yesterday",
       [](Premises& s) { sql(s, "UPDATE audit SET at = at - INTERVAL 1 DAY"); }, Grade::warning,
       "audit", "the last anchor is of", "portillon-purge.timer"},
      {"no anchor at all", [](Premises& s) { sql(s, "DELETE FROM audit"); }, Grade::warning,
       "audit", "never anchored", "portillon-purge.timer"},
  };
  return faults;
}

const std::vector<Fault>& faults_of_the_machine() {
  static const std::vector<Fault> faults = {
      {"a full disk", [](Premises& s) { s.free_percent = 1; }, Grade::failed, "disk",
       "1 % are free", "du -xh"},
      {"a disk that fills", [](Premises& s) { s.free_percent = 8; }, Grade::warning, "disk",
       "8 % are free", "du -xh"},
      {"a socket that is not there", [](Premises& s) { fs::remove(s.listeners.path("code")); },
       Grade::failed, "sockets", "code.sock: is not there",
       "systemctl start portillon@code.socket"},
      {"a socket at which nobody listens", [](Premises& s) { s.listeners.close("code"); },
       Grade::failed, "sockets", "code.sock: nobody listens",
       "systemctl restart portillon@code.socket"},
      {"a page that does not answer", [](Premises& s) { s.listeners.silence("sent"); },
       Grade::failed, "sockets", "sent.sock: the page does not answer",
       "journalctl -u portillon@sent.service"},
      {"a socket for everybody", [](Premises& s) { mode(s, "run/leave.sock", 0666); },
       Grade::failed, "sockets", "everybody on this machine",
       "systemctl restart portillon@leave.socket"},
      {"a socket that nginx may not use", [](Premises& s) { mode(s, "run/leave.sock", 0600); },
       Grade::failed, "sockets", "nginx may not connect", "SocketGroup="},
      {"no way to wake the courier", [](Premises& s) { fs::remove(s.folder / "run/courier.wake"); },
       Grade::warning, "sockets", "courier.wake: is not there", "portillon-courier.socket"},
      {"a unit that failed", [](Premises& s) { s.failed_units = {"portillon@code.service"}; },
       Grade::failed, "units", "portillon@code.service has failed",
       "journalctl -u portillon@code.service"},
      {"a program of the former version that runs on",
       [](Premises& s) {
         fs::create_symlink(s.file("programs/portillon-code") + " (deleted)",
                            s.folder / "proc/1/exe");
       },
       Grade::warning, "programs", "portillon-code: the former version still runs",
       "systemctl restart portillon.target"},
      {"a program that is left over",
       [](Premises& s) { s.folder.put("programs/portillon-fax", ""); }, Grade::warning, "programs",
       "portillon-fax: no page of this version", "rm "},
      {"a program that is gone",
       [](Premises& s) { fs::remove(s.folder / "programs/portillon-code"); }, Grade::failed,
       "programs", "portillon-code: is not there", "--reinstall"},
      {"static pages of another version",
       [](Premises& s) { s.folder.put("static/erreur/503.html", "<h1>Bientôt</h1>"); },
       Grade::failed, "static pages", "503.html: is of another version",
       "portillon pages --output"},
      {"static pages that were never written",
       [](Premises& s) { fs::remove_all(s.folder / "static"); }, Grade::failed, "static pages",
       "is not there", "portillon pages --output"},
      {"no snippet", [](Premises& s) { fs::remove(s.folder / "portillon.conf"); }, Grade::failed,
       "nginx", "portillon.conf: is not there", "install the snippet"},
      {"a snippet of an older version",
       [](Premises& s) {
         std::string text = read(s.folder / "portillon.conf");
         const std::size_t at = text.find("location = /acces/accuse {");
         s.folder.put("portillon.conf", text.replace(at, 26, "location = /acces/fax {"));
       },
       Grade::failed, "nginx", "/acces/accuse is not in it", "nginx -t"},
      {"a site that does not include it",
       [](Premises& s) {
         s.folder.put("nginx/sites-enabled/site", "server {\n  ssl_certificate " +
                                                      s.file("site.pem") + ";\n  #include " +
                                                      s.file("portillon.conf") + ";\n}\n");
         s.configure("\nnginx =", "\ncertificate = \"" + s.file("site.pem") + "\"\nnginx =");
       },
       Grade::failed, "nginx", "no site below", "write include"},
      {"a certificate that has expired",
       [](Premises& s) { s.folder.put("site.pem", kExpiredCertificate); }, Grade::failed,
       "certificate", "has expired", "certbot renew"},
      {"a certificate of another site",
       [](Premises& s) { s.folder.put("site.pem", kOthersCertificate); }, Grade::failed,
       "certificate", "is not for espace.exemple.fr", "certbot renew"},
      {"a certificate that is none", [](Premises& s) { s.folder.put("site.pem", "-----\n"); },
       Grade::failed, "certificate", "holds no certificate", "certbot renew"},
  };
  return faults;
}

// Accounts and rows as they were: the server is shared by all tests.
void mend(Premises& site) {
  Connection root(site.server.root());
  SchemaChange change(root);
  for (const Secret& statement : account_statements({"portillon", "portillon_", {}})) {
    std::string text(statement.reveal());
    if (text.starts_with("ALTER")) continue;
    // The server of the tests lets everybody in without a password.
    const std::size_t by = text.find(" IDENTIFIED VIA unix_socket");
    if (by != std::string::npos) text.erase(by);
    change.execute(text);
  }
  change.execute("INSERT IGNORE INTO schema_version (version, applied_at, oldest_served) VALUES (" +
                 std::to_string(kSchemaVersion) + ", UTC_TIMESTAMP(6), 20)");
}

void find_each(const std::vector<Fault>& faults, bool of_accounts = false) {
  for (const Fault& fault : faults) {
    Premises site;
    fault.plant(site);
    const Findings found = bad_ones(look(site));
    if (of_accounts) mend(site);
    BOOST_TEST_CONTEXT(fault.name << ":\n" << findings_text(found)) {
      BOOST_TEST_REQUIRE(found.size() == 1u);
      BOOST_TEST((found[0].level == fault.level));
      BOOST_TEST(found[0].part == fault.part);
      BOOST_TEST(found[0].what.find(fault.what) != std::string::npos);
      BOOST_TEST(found[0].remedy.find(fault.remedy) != std::string::npos);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check)

BOOST_AUTO_TEST_CASE(an_installation_in_order_is_said_to_be) {
  const Premises site;
  const Findings found = look(site);
  BOOST_TEST(bad_ones(found).empty(), findings_text(found));
  BOOST_TEST(found.size() > 15u);
}

BOOST_AUTO_TEST_CASE(each_fault_of_a_file_is_found_alone_with_its_remedy) {
  find_each(faults_of_files());
}

BOOST_AUTO_TEST_CASE(each_fault_of_the_database_is_found_alone_with_its_remedy) {
  find_each(faults_of_the_database(), true);
}

BOOST_AUTO_TEST_CASE(each_fault_of_the_machine_is_found_alone_with_its_remedy) {
  find_each(faults_of_the_machine());
  const std::size_t all =
      faults_of_files().size() + faults_of_the_database().size() + faults_of_the_machine().size();
  BOOST_TEST(all >= 50u);
  std::cout << "seen: " << all << " faults planted, each found alone\n";
}

BOOST_AUTO_TEST_CASE(before_the_first_start_nothing_is_asked_of_who_does_not_run_yet) {
  Premises site;
  for (const auto* stem : {"code", "sent"}) fs::remove(site.listeners.path(stem));
  fs::remove_all(site.folder / "static");
  site.server.execute("DELETE FROM providers");
  const Findings found = check_installation(
      false, [&](const Installation& installation) { return site.places(installation); });
  BOOST_TEST(bad_ones(found).empty(), findings_text(found));
}

BOOST_AUTO_TEST_CASE(a_monitor_reads_the_same_as_json) {
  Premises site;
  mode(site, "keys/pepper", 0644);
  const Findings found = look(site);
  const std::string json = findings_json(found);
  BOOST_TEST(json.starts_with("{\"good\":false,\"warnings\":false,\"findings\":[{\"part\":"));
  BOOST_TEST(json.find("{\"part\":\"keys\",\"level\":\"failed\",\"what\":") != std::string::npos);
  BOOST_TEST(json.ends_with("}\n"));
  BOOST_TEST(findings_text(found).find("FAILED   keys: " + site.file("keys/pepper") +
                                       ": others can read it (mode 0644) → chmod 600 " +
                                       site.file("keys/pepper") + "\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
