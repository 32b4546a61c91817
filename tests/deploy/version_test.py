"""What an installation goes through: the machine boots again, newer and older versions come under load, and in the end it is taken away.
Last in the order of names, each test after the one before."""

import re
import threading
import time
import unittest

import root
from journey_test import members
from machine import MOUNTED, Machine
from site_client import Site
from units_test import unit_of
from users_test import PAGES, PROGRAMS

# Not sante/pret: that is to say that a page starts just now.
URLS = ("connexion", "identite", "ce-n-est-pas-moi", "sante/vivant", "mon-compte")


class VersionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine.get()
        cls.site = Site(machine)
        cls.package = root.package()
        cls.number = machine.run("dpkg-query", "--show", "--showformat=${Version}", "portillon")
        # Somebody who is signed in all the time.
        cls.member = members(machine)[2]
        cls.member._seen = set(cls.member.mails())
        cls.member.choose_password("Quarante & 1 brebis")
        cls.member.sign_in()

    def install(self, package, *options):
        inside = f"{MOUNTED}/{package.relative_to(root.SOURCE)}"
        return self.machine.run("apt-get", "install", "--yes", *options, inside, within=120)

    def processes(self):
        return {stem: self.machine.property(unit_of(stem), "MainPID") for stem in PROGRAMS}

    def sockets(self):
        return self.machine.run("stat", "--format=%n %i", *(f"/run/portillon/{stem}.sock" for stem in PAGES))

    def assert_all_is_well(self):
        for stem in PROGRAMS:
            self.assertEqual(self.machine.property(unit_of(stem), "ActiveState"), "active", stem)
        self.assertEqual(self.machine.run("systemctl", "--failed", "--no-legend", "--plain"), "")
        self.assertEqual(self.member.ask("GET", "/acces/mon-compte").status, 200)

    def under_load(self, change):
        """What changes, while visitors come without a pause; {(url, status)} of all that they were answered."""
        seen, slowest, done = [], [0.0], threading.Event()

        def visit():
            while not done.is_set():
                for url in URLS:
                    asked = time.monotonic()
                    fields = ["Cookie: " + "; ".join(f"{name}={value}" for name, value in self.member._cookies.items())] if url == "mon-compte" else []
                    seen.append((url, self.site.ask("GET", f"/acces/{url}", fields).status))
                    slowest[0] = max(slowest[0], time.monotonic() - asked)

        visitors = [threading.Thread(target=visit) for _ in range(3)]
        for visitor in visitors:
            visitor.start()
        try:
            told = change()
        finally:
            done.set()
            for visitor in visitors:
                visitor.join()
        self.assertEqual({answer for answer in seen if answer[1] != 200}, set())
        self.assertGreater(len(seen), 30)
        return told, len(seen), slowest[0]

    def test_a_after_a_reboot_everything_is_back(self):
        count = "SELECT COUNT(*) FROM members"
        before = self.machine.run("mariadb", "portillon", "--execute", count)
        self.machine.reboot()
        self.assertEqual(self.machine.run("mariadb", "portillon", "--execute", count), before)
        self.machine.wait_until(lambda: self.site.ask("GET", "/acces/sante/pret").status == 200, "the pages are not ready")
        self.assert_all_is_well()  # a session outlives the machine
        self.assertEqual(self.machine.property("portillon-purge.timer", "ActiveState"), "active")

    def test_b_a_newer_version_comes_page_by_page_and_no_request_fails(self):
        self.machine.run("sed", "-i", 's/^hours = .*/hours = "tous les jours"/', "/etc/portillon/portillon.toml")
        processes, sockets = self.processes(), self.sockets()
        newer = root.renumbered(self.package, f"{self.number}.1")
        self.addCleanup(newer.unlink)
        told, count, slowest = self.under_load(lambda: self.install(newer))
        self.assertNotIn("nothing was restarted", told)
        self.assertEqual(self.sockets(), sockets)
        for stem, pid in self.processes().items():
            self.assertNotIn(pid, (processes[stem], "0"), stem)
        self.assert_all_is_well()
        # What the sysadmin wrote stays, and has come into use.
        self.assertIn("tous les jours", self.site.ask("GET", "/acces/connexion").body.decode())
        self.assertIn("tous les jours", self.machine.run("cat", "/var/lib/portillon/static/erreur/503.html"))
        print(f"\nseen: {count} requests during an upgrade, none refused, the slowest answered after {slowest:.1f} s")

    def test_c_nothing_is_restarted_while_the_schema_is_older(self):
        last = self.machine.run("mariadb", "portillon", "--skip-column-names", "--execute", "SELECT MAX(version) FROM schema_version").strip()
        processes = self.processes()
        self.machine.run("mariadb", "portillon", "--execute", f"CREATE TABLE kept SELECT * FROM schema_version WHERE version = {last}; DELETE FROM schema_version WHERE version = {last}")
        try:
            done = self.machine.ask("portillon-restart")
        finally:
            self.machine.run("mariadb", "portillon", "--execute", "INSERT INTO schema_version SELECT * FROM kept; DROP TABLE kept")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "portillon-restart: nothing was restarted, what runs is of the version before: first portillon migrate, then portillon-restart\n")
        self.assertEqual(self.processes(), processes)

    def test_d_a_page_that_does_not_come_back_stops_the_restart_and_the_rest_serves(self):
        drop_in = f"/run/systemd/system/{unit_of('code')}.d/wrong.conf"
        self.machine.write(drop_in, "[Service]\nEnvironment=PORTILLON_CONFIG=/etc/portillon/absent.toml\n")
        self.machine.run("systemctl", "daemon-reload")
        before = self.processes()
        done = self.machine.ask("portillon-restart", within=120)
        self.machine.run("rm", drop_in)
        self.machine.run("systemctl", "daemon-reload")
        self.assertEqual(done.returncode, 1)
        self.assertIn("portillon@code.service does not come back (journalctl -u portillon@code.service); the rest runs on as it was", done.stderr)
        after = self.processes()
        later = [stem for stem in PAGES if stem > "code"]
        self.assertEqual({stem: after[stem] for stem in later}, {stem: before[stem] for stem in later})
        self.machine.wait_until(lambda: self.machine.property(unit_of("code"), "ActiveState") == "active", "it does not come back", 60)

    def test_e_the_version_before_comes_back_as_well(self):
        told, count, _ = self.under_load(lambda: self.install(self.package, "--allow-downgrades"))
        self.assertNotIn("nothing was restarted", told)
        self.assertEqual(self.machine.run("dpkg-query", "--show", "--showformat=${Version}", "portillon"), self.number)
        self.assert_all_is_well()

    def test_f_taken_away_it_stops_and_keeps_what_is_the_caisse_s(self):
        keys = self.machine.run("sh", "-c", "sha256sum /etc/portillon/keys/*")
        self.machine.run("apt-get", "remove", "--yes", "portillon", within=120)
        self.assertEqual(self.machine.run("systemctl", "list-units", "--no-legend", "--plain", "--state=active", "portillon*"), "")
        self.assertEqual(self.machine.run("pgrep", "--list-full", "portillon") if self.machine.ask("pgrep", "portillon").returncode == 0 else "", "")
        self.assertEqual(self.machine.run("sh", "-c", "sha256sum /etc/portillon/keys/*"), keys)
        self.machine.run("nginx", "-t", "-q")
        answer = self.site.ask("GET", "/acces/connexion")
        self.assertEqual(answer.status, 503)
        self.assertIn("momentanément indisponible", answer.body.decode())

    def test_g_installed_again_it_serves_as_before(self):
        self.install(self.package)
        self.machine.run("systemctl", "enable", "--now", "--quiet", "portillon.target")
        self.machine.wait_until(lambda: self.site.ask("GET", "/acces/sante/pret").status == 200, "it is not ready")
        self.assert_all_is_well()

    def test_h_purged_it_says_what_it_leaves_and_leaves_no_key_behind_in_silence(self):
        keys = self.machine.run("sh", "-c", "sha256sum /etc/portillon/keys/*")
        told = self.machine.run("apt-get", "purge", "--yes", "portillon", within=120)
        self.assertRegex(told, r"portillon: kept, for only you know whether they are still wanted \(keys, letters\): /etc/portillon .*; and the database")
        self.assertRegex(told, r"portillon: take its include out, or nginx will not start again: .*espace-prive\.conf")
        self.assertEqual(self.machine.run("sh", "-c", "sha256sum /etc/portillon/keys/*"), keys)
        left = self.machine.run("find", "/etc/portillon", "/var/lib/portillon", "-type", "f").split()
        self.assertEqual([path for path in left if not re.match("/etc/portillon/(keys|providers)/|/var/lib/portillon/import/", path)], [])
        self.assertEqual(self.machine.ask("ls", "/etc/nginx/conf.d/portillon.conf", "/usr/bin/portillon").returncode, 2)
        self.machine.run("mariadb", "portillon", "--execute", "SELECT COUNT(*) FROM members")


if __name__ == "__main__":
    unittest.main()
